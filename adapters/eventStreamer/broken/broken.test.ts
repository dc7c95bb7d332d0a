import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { eventStreamerRules } from "../../../spec/eventStreamer/rules/index.ts";
import { brokenMemory } from "./brokenMemory.ts";
import { brokenStreams } from "./brokenStreams.ts";

it("has a streamer that breaks it for every rule of the contract", () => {
  const broken = new Set(brokenMemory.map(({ breaks }) => breaks));
  expect(eventStreamerRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

it("says of each in the README which rule it violates, and how", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme
    .split("\n")
    .filter((line) => line.startsWith("| `broken/"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === 3); // what real servers confirm is another table
  expect(rows).toEqual(
    [...brokenMemory, ...brokenStreams].map(({ name, breaks, summary }) => [
      `\`${name}\``,
      breaks,
      summary,
    ]),
  );
});
