import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { eventStreamerRules } from "./index.ts";

it("numbers the rules without gaps, in order", () => {
  expect(eventStreamerRules.map(({ id }) => id)).toEqual(
    eventStreamerRules.map((_, n) => `ES-${n + 1}`),
  );
});

it("stands in the README word for word", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const cells = readme.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  for (const { id, statement } of eventStreamerRules) {
    const row = cells.find(([, first]) => first?.startsWith(`[${id}]`));
    expect(row?.[2], id).toEqual(statement);
  }
});
