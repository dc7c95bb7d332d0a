import { expect, it } from "vitest";
import { strategyTable } from "./strategyTable.ts";

it("sets off who was first, and leaves open what was not found", () => {
  const rows = [
    {
      contract: "scheduler",
      subject: "broken/a",
      breaks: "SC-1",
      runs: new Map([
        ["random", 12],
        ["enumeration", 3],
        ["resonance", null],
        ["priority", 12],
      ] as const),
    },
    { contract: "scheduler", subject: "broken/b", breaks: "SC-2", runs: new Map() },
  ];
  expect(`\n${strategyTable(rows, 100)}\n`).toMatchInlineSnapshot(`
    "
    Of 2 broken subjects, in at most 100 runs each: random finds 1 (median 12), enumeration finds 1 (median 3), resonance finds 0, priority finds 1 (median 12). None finds \`broken/b\` in so many runs.

    | subject | breaks | random | enumeration | resonance | priority |
    | --- | --- | --- | --- | --- | --- |
    | \`broken/a\` | SC-1 | 12 | **3** |  | 12 |
    | \`broken/b\` | SC-2 |  |  |  |  |
    "
  `);
});
