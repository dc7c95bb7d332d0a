import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventStreamerSubjects } from "../../adapters/eventStreamer/index.ts";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { confirmationTable } from "./confirmationTable.ts";

const servers = ["Redis 7.0.15", "Valkey 8.1.1"];

it("says of each subject which servers confirm it, and why not", () => {
  const failovers = { undecided: true, why: "failover-manual did not strike: not | yet" } as const;
  const table = confirmationTable(
    "schedulers",
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
      { subject: "broken/e", rule: "SC-4", steps: 1, said: [null, { confirmed: "valkey 8.1.1" }] },
    ],
    servers,
  );
  expect(table.split("\n")).toEqual([
    "Of 5 broken schedulers 1 are confirmed on every server.",
    "",
    "| subject    | breaks | steps | Redis 7.0.15 | Valkey 8.1.1 |",
    "| ---------- | ------ | ----- | ------------ | ------------ |",
    "| `broken/a` | SC-1   | 2     | confirmed    | confirmed    |",
    "| `broken/b` | SC-20  | 3     | not yet (1)  | not yet (1)  |",
    "| `broken/c` | SC-2   | 1     | model only   | confirmed    |",
    "| `broken/d` | SC-3   |       | not found    | not found    |",
    "| `broken/e` | SC-4   | 1     | not shown    | confirmed    |",
    "",
    "Not yet, because:",
    "",
    String.raw`1. failover-manual did not strike: not \| yet`,
  ]);
});

const pages = [
  { contract: "schedulers", subjects: schedulerSubjects, page: "../../README.md", mark: "confirmations" },
  {
    contract: "stream balancers",
    subjects: streamBalancerSubjects,
    page: "../../adapters/streamBalancer/broken/README.md",
    mark: "confirmations stream-balancer",
  },
  {
    contract: "event streamers",
    subjects: eventStreamerSubjects.filter(({ layout }) => layout !== null),
    page: "../../adapters/eventStreamer/README.md",
    mark: "confirmations event-streamer",
  },
] as const; // prettier-ignore

describe.each(pages)("the table of broken $contract", ({ subjects, page, mark }) => {
  const text = readFileSync(new URL(page, import.meta.url), "utf8");
  const section = text.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0];

  it("has a row for each, with the rule that it breaks; if not, run `npm run acceptance -- confirmations`, with --full for all", () => {
    const rows = [...(section ?? "").matchAll(/^\| `(\S+)` +\| (\S+) +\| \d+ +\|/gm)];
    const broken = subjects.flatMap(({ name, breaks }) =>
      breaks === undefined ? [] : [[name, breaks]],
    );
    expect(rows.map(([, subject, rule]) => [subject, rule])).toEqual(broken);
  });

  it("names no defect that only the model shows", () => {
    expect(section).not.toMatch(/model only|not found/);
  });
});
