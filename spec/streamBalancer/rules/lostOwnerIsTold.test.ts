import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { lostOwnerIsTold as rule } from "./lostOwnerIsTold.ts";

/** c1 has owned s1 since 1,000 ms; its lease lasts for 2,000 ms. */
function owned() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  run.at(2_000).lease("c1", "s1");
  return { run, id };
}

it("holds when the owner is told at the end of its lease, completes, or dies", () => {
  const { run, id } = owned();
  run.at(4_000).disown("c1", id);
  const done = run.add("done");
  run.own("c1", done);
  run.at(5_500).complete("c1", done);
  run.own("c1", run.add("dead"));
  run.process("c1", "crashed");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at an owner that is told late", () => {
  const { run, id } = owned();
  run.at(4_500).disown("c1", id);
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the lease of c1 on s1 (1-0) ended at 4,000 ms by its own clock, but it was not told until 4,500 ms that it has lost s1",
        "events": [
          12,
          14,
          15,
        ],
      },
    ]
  `);
});

it("points at an owner that is never told", () => {
  const { run } = owned();
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "the lease of c1 on s1 (1-0) ended at 4,000 ms by its own clock, but it was never told that it has lost s1",
    ]
  `);
});

it("points at an owner that takes a lease back that was over", () => {
  const { run, id } = owned();
  run.at(5_000).lease("c1", "s1");
  run.at(6_000).complete("c1", id);
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "the lease of c1 on s1 (1-0) ended at 4,000 ms by its own clock, but it set it again at 5,000 ms",
    ]
  `);
});

it("waits for a process that stands still to go on", () => {
  const late = owned();
  late.run.at(2_100).process("c1", "paused");
  late.run.at(9_000).process("c1", "resumed");
  late.run.at(9_001).disown("c1", late.id);
  expect(rule.check(late.run.at(60_000).end())).toEqual([]);

  const never = owned();
  never.run.at(2_100).process("c1", "paused");
  never.run.at(9_000).process("c1", "resumed");
  never.run.at(9_500).disown("c1", never.id);
  expect(rule.check(never.run.at(60_000).end())).toHaveLength(1);
});

it("does not ask an owner to know what an incident did to its lease", () => {
  const { run, id } = owned();
  run.at(2_100).incident("failover", { ...run.remember(), leases: new Map() });
  run.at(3_900).disown("c1", id);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
