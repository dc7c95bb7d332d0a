import { expect, it } from "vitest";
import { confirmationTable } from "./confirmationTable.ts";

const servers = ["Redis 7.0.15", "Valkey 8.1.1"];

it("says of each subject which servers confirm it, and why not", () => {
  const failovers = { undecided: true, why: "failover-manual did not strike: not | yet" } as const;
  const table = confirmationTable(
    [
      {
        subject: "broken/a",
        rule: "SC-1",
        steps: 2,
        said: [{ confirmed: "redis 7.0.15" }, { confirmed: "valkey 8.1.1" }],
      },
      { subject: "broken/b", rule: "SC-20", steps: 3, said: [failovers, failovers] },
      {
        subject: "broken/c",
        rule: "SC-2",
        steps: 1,
        said: [{ modelOnly: "redis 7.0.15" }, { confirmed: "valkey 8.1.1" }],
      },
      { subject: "broken/d", rule: "SC-3", steps: null, said: [] },
    ],
    servers,
  );
  expect(table.split("\n")).toEqual([
    "Of 4 broken schedulers 1 are confirmed on every server.",
    "",
    "| subject    | breaks | steps | Redis 7.0.15 | Valkey 8.1.1 |",
    "| ---------- | ------ | ----- | ------------ | ------------ |",
    "| `broken/a` | SC-1   | 2     | confirmed    | confirmed    |",
    "| `broken/b` | SC-20  | 3     | not yet (1)  | not yet (1)  |",
    "| `broken/c` | SC-2   | 1     | model only   | confirmed    |",
    "| `broken/d` | SC-3   |       | not found    | not found    |",
    "",
    "Not yet, because:",
    "",
    String.raw`1. failover-manual did not strike: not \| yet`,
  ]);
});
