import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { deadEntryIsRecoveredInTime as rule } from "./deadEntryIsRecoveredInTime.ts";

/** An entry whose owner died at 1,500 ms; its lease lasts until 3,000 ms, and it may be recovered until 3,000 + 34,000 ms. */
function dead(options: Parameters<typeof writeTrial>[0] = {}) {
  const run = writeTrial(options);
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  run.at(1_500).process("c1", "crashed");
  run.at(1_600).quiet();
  return { run, id };
}

it("holds when the entry is recovered after the idle time and one interval", () => {
  const { run, id } = dead();
  run.at(36_000).requeue(id, "c2");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("holds while somebody works on it, however long", () => {
  const { run } = dead();
  const slow = run.add("slow");
  run.own("c2", slow);
  const violations = rule.check(run.at(120_000).end());
  expect(sentences(violations).filter((because) => because.includes("slow"))).toEqual([]);
});

it("points at an entry that nobody recovers", () => {
  const { run } = dead();
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "1-0 (s1) was pending with c1, and nobody worked on it from 3,000 ms on; it should have been recovered by 37,000 ms, but it still is at the end",
        "events": [
          10,
          16,
        ],
      },
    ]
  `);
});

it("allows for as many scans as there are batches", () => {
  const { run } = dead({ options: { batch: 1 } });
  for (const name of ["a", "b", "c"]) run.own("c2", run.add(name));
  const late = (): readonly string[] => sentences(rule.check(run.end()));
  run.at(95_000);
  expect(late()).toEqual([]);
  run.at(105_000);
  expect(late()).toHaveLength(1);
});

it("asks nobody who is not there", () => {
  const { run } = dead();
  run.at(10_000).process("c2", "crashed");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("is not asked before all is quiet", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  run.own("c1", run.add("s1"));
  run.process("c1", "crashed");
  expect(rule.check(run.at(600_000).end())).toEqual([]);
});
