import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { indexIsDerived as rule } from "./indexIsDerived.ts";

function fiveSchedules() {
  const run = writeTrial();
  run.define({ id: "waiting", everyMs: 5_000 }, { nextRunAtMs: 30_000 });
  run.define(
    { id: "leased", everyMs: 5_000 },
    { nextRunAtMs: 5_000, leasedUntilMs: 40_000, runCount: 1 },
  );
  run.define({ id: "paused", everyMs: 5_000 }, { nextRunAtMs: 5_000, status: "paused" });
  run.define({ id: "over", everyMs: 5_000 }, { nextRunAtMs: null });
  run.define({ id: "spent", everyMs: 5_000, limit: 1 }, { nextRunAtMs: 10_000, runCount: 1 });
  run.at(20_000);
  return run;
}

const entry = (member: string, score: number) => ({ member, score });
const right = [entry("waiting", 30_000), entry("leased", 40_000)];

it("holds when each active schedule stands at the time when it can be claimed", () => {
  expect(rule.check(fiveSchedules().end({ index: right }))).toEqual([]);
});

it("lets a schedule at its limit stay or go, as long as its time is right", () => {
  expect(rule.check(fiveSchedules().end({ index: [...right, entry("spent", 10_000)] }))).toEqual(
    [],
  );
  expect(
    rule.check(fiveSchedules().end({ index: [...right, entry("spent", 9_000)] })),
  ).toHaveLength(1);
});

it("says of each entry what is wrong with it", () => {
  const index = [
    entry("leased", 5_000),
    entry("paused", 5_000),
    entry("over", 6_000),
    entry("nobody", 7_000),
    entry(" no schedule", Infinity),
  ];
  const violations = rule.check(fiveSchedules().end({ index }));
  expect(violations.map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the index misses waiting, but the schedule can be claimed from 30,000 ms on",
      "the index names leased too early, for 5,000 ms, but the schedule can be claimed from 40,000 ms on",
      "the index names paused for 5,000 ms, but the schedule is paused",
      "the index names over for 6,000 ms, but the schedule has no next occurrence",
      "the index holds "nobody" for 7,000 ms, but no such schedule ever existed",
      "the index holds " no schedule" for Infinity, a malformed entry that names no schedule",
    ]
  `);
});

it("shows the fault and the change after which an entry is late", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(1_000).fault("stale-late", "s1");
  expect(rule.check(run.at(20_000).end({ index: [entry("s1", 9_000)] }))).toMatchInlineSnapshot(`
    [
      {
        "because": "the index names s1 too late, for 9,000 ms, but the schedule can be claimed from 5,000 ms on",
        "events": [
          2,
          4,
          5,
        ],
      },
    ]
  `);
});

it("gives a repair the time that the subject promised", () => {
  const run = writeTrial({ latenessMs: 1_000 });
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(1_000).fault("stale-late", "s1");
  expect(rule.check(run.at(1_900).end({ index: [entry("s1", 9_000)] }))).toEqual([]);
});

it("does not judge a schedule that an unfinished call is working on", () => {
  const run = writeTrial();
  const op = run.invoke("owner", { name: "define", config: { id: "s1", everyMs: 5_000 } });
  run.change(op, "s1", { everyMs: 5_000, nextRunAtMs: 5_000 });
  expect(rule.check(run.at(1_000).end({ index: [] }))).toEqual([]);
});

it("reports an index that holds another type, with the fault that did it", () => {
  const run = writeTrial();
  run.at(1_000).fault("wrong-type", "index");
  expect(rule.check(run.at(20_000).end({ index: null }))).toMatchInlineSnapshot(`
    [
      {
        "because": "the index cannot be read: at the end its key holds another type than a sorted set",
        "events": [
          1,
          2,
        ],
      },
    ]
  `);
});
