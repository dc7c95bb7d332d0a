import { expect, it } from "vitest";
import { mockTable, type Shown } from "./mockTable.ts";

const held: Shown = { caughtBySeed: null, runs: 5, undecided: [] };
const undecided: Shown = { ...held, undecided: [{ reason: "no cjson", runs: 4 }] };

it("says for each subject who catches it, and why not", () => {
  const table = mockTable([
    { subject: "reference", breaks: null, model: held, mock: undecided },
    { subject: "broken/a", breaks: "SC-1", model: { ...held, caughtBySeed: 3 }, mock: undecided },
    { subject: "broken/b", breaks: "SC-2", model: { ...held, caughtBySeed: 9 }, mock: held },
  ]);
  expect(table.split("\n").filter((line) => !line.startsWith("| ---"))).toEqual([
    "Of 2 broken subjects the model catches 2, ioredis-mock 0.",
    "",
    "| subject | breaks | on the model | on ioredis-mock |",
    "| `reference` |  | held, 5 runs | undecided, 4 of 5 runs |",
    "| `broken/a` | SC-1 | caught, seed 3 | **missed**, 4 of 5 runs undecided |",
    "| `broken/b` | SC-2 | caught, seed 9 | **missed**, 5 runs |",
    "",
    "Why runs on ioredis-mock could not be judged:",
    "",
    "- no cjson (2 subjects)",
  ]);
});
