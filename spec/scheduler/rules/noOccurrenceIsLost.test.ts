import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { noOccurrenceIsLost as rule } from "./noOccurrenceIsLost.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

/** A schedule that is due at 5,000 ms, for subjects that move on when they claim. */
function defined() {
  const run = writeTrial({ leaseMs: null });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  return run;
}

it("holds when the occurrence is dispatched after the claim that moved the schedule on", () => {
  const run = defined();
  const claim = run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  run.at(5_050).dispatch(claim);
  run.at(5_100).claimNothing("w1");
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the claim whose worker died before it dispatched", () => {
  const run = defined();
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  run.process("w1", "crashed");
  run.at(60_000);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the occurrence of s1 due at 5,000 ms was removed by the claim of w1 at 5,001 ms and never dispatched",
        "events": [
          4,
          5,
          6,
        ],
      },
    ]
  `);
});

it("counts a claim whose reply was lost as having happened, because the state says so", () => {
  const run = defined();
  const lost = run.at(5_000).invoke("w1", { name: "claim" });
  run.change(lost, "s1", { nextRunAtMs: 10_000, runCount: 1 });
  run.answer(lost, { claim: null });
  run.at(5_100).claimNothing("w1");
  run.at(60_000);
  expect(rule.check(run.end())).toHaveLength(1);
});

it("waits while the worker may still be dispatching when the run ends", () => {
  const run = defined();
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not judge a removal so late that a repair does not fit into the run", () => {
  const run = defined();
  run.at(59_500).claim("w1", "s1", 5_000, { nextRunAtMs: 60_000, runCount: 1 });
  run.process("w1", "crashed");
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("leaves the plan to the owner of the schedule", () => {
  const run = defined();
  const update = { name: "update", id: "s1", nextRunAtMs: 90_000 } as const;
  run.at(5_000).call("owner", update, "s1", { nextRunAtMs: 90_000 });
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a completion that overwrote an occurrence which was not its own", () => {
  const run = defined();
  const claim = run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: null, runCount: 1 });
  const update = { name: "update", id: "s1", nextRunAtMs: 7_000 } as const;
  run.call("owner", update, "s1", { nextRunAtMs: 7_000 });
  run.dispatch(claim);
  run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000 });
  run.at(60_000);
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the occurrence of s1 due at 7,000 ms was overwritten by the completion by w1 at 5,005 ms, which was about the one due at 5,000 ms, and never dispatched"`,
  );
});

it("does not miss an occurrence that lay beyond the end or the limit", () => {
  const run = writeTrial({ leaseMs: null });
  run.define({ ...everyFive, toMs: 4_000 }, { nextRunAtMs: 5_000 });
  run.define({ id: "s2", everyMs: 5_000, limit: 1 }, { nextRunAtMs: 5_000, runCount: 1 });
  const cleanup = run.at(6_000).invoke("w1", { name: "claim" });
  run.change(cleanup, "s1", { nextRunAtMs: null });
  run.change(cleanup, "s2", { nextRunAtMs: null });
  run.answer(cleanup, { claim: null });
  run.at(7_000).claimNothing("w1");
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count an occurrence as lost that is canonical again", () => {
  const run = defined();
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: null, runCount: 1 });
  run.process("w1", "crashed");
  const repair = run.at(20_000).invoke("w2", { name: "claim" });
  run.change(repair, "s1", { nextRunAtMs: 5_000 });
  run.answer(repair, { claim: null });
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets an occurrence be given up after the schedule's end, but not be taken and lost", () => {
  const run = writeTrial();
  run.define({ ...everyFive, toMs: 8_000 }, { nextRunAtMs: 5_000 });
  run.define({ id: "s2", everyMs: 5_000, toMs: 8_000 }, { nextRunAtMs: 5_000 });
  const sweep = run.at(9_000).invoke("w1", { name: "claim" });
  run.change(sweep, "s1", { nextRunAtMs: null });
  run.answer(sweep, { claim: null });
  run.at(9_100).claim("w1", "s2", 5_000, { nextRunAtMs: null, runCount: 1 });
  run.process("w1", "crashed");
  const lost = rule.check(run.at(60_000).end());
  expect(lost.map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the occurrence of s2 due at 5,000 ms was removed by the claim of w1 at 9,101 ms and never dispatched",
    ]
  `);
});

it("does not miss an occurrence whose plan a failover undid with its removal", () => {
  const run = defined();
  const past = run.remember();
  const update = { name: "update", id: "s1", nextRunAtMs: 3_000 } as const;
  run.at(1_000).call("owner", update, "s1", { nextRunAtMs: 3_000 });
  run.at(3_000).claim("w1", "s1", 3_000, { nextRunAtMs: 8_000, runCount: 1 });
  run.process("w1", "crashed");
  run.at(3_500).incident("failover", past);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("misses an occurrence whose removal outlived the failover", () => {
  const run = defined();
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  run.process("w1", "crashed");
  run.at(5_500).incident("failover");
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});
