import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { streamBalancerRules } from "./index.ts";

it("numbers the rules without gaps, in order", () => {
  expect(streamBalancerRules.map(({ id }) => id)).toEqual(
    streamBalancerRules.map((_, n) => `SB-${n + 1}`),
  );
});

it("stands in the README word for word", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const cells = readme.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  for (const { id, statement, needs } of streamBalancerRules) {
    const row = cells.find(([, first]) => first?.startsWith(`[${id}]`));
    expect(row?.slice(2, 4), id).toEqual([statement, needs.join(", ")]);
  }
});
