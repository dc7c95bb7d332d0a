import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { scheduleIsNeverClaimedEarly as rule } from "./scheduleIsNeverClaimedEarly.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

it("holds when a schedule is claimed in the millisecond in which it is due", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(4_999).claim("w1", "s1", 5_000, { leasedUntilMs: 10_000, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("says how early a claim was, with the definition that made it due", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(1_199).claim("w2", "s1", 5_000, { leasedUntilMs: 6_200, runCount: 1 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was claimed by w2 at 1,200 ms, but was due at 5,000 ms",
        "events": [
          2,
          4,
          5,
          6,
        ],
      },
    ]
  `);
});

it("judges a claim of which nobody heard by the state that it left", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const op = run.at(1_000).invoke("w1", { name: "claim" });
  run.change(op, "s1", { leasedUntilMs: 6_000, runCount: 1 });
  run.lose(op, "w1 crashed");
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was claimed by w1 at 1,000 ms, but was due at 5,000 ms",
        "events": [
          2,
          4,
          5,
          6,
        ],
      },
    ]
  `);
});

it("accepts a claim of what was due until somebody moved it during the claim", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const claim = run.at(6_000).invoke("w1", { name: "claim" });
  run.call("owner", { name: "update", id: "s1", nextRunAtMs: 90_000 }, "s1", {
    nextRunAtMs: 90_000,
  });
  run.change(claim, "s1", { nextRunAtMs: null, runCount: 1 });
  run.answer(claim, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  expect(rule.check(run.end())).toEqual([]);
});

it("refuses a claim of what had been moved before the claim began", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.call("owner", { name: "update", id: "s1", nextRunAtMs: 90_000 }, "s1", {
    nextRunAtMs: 90_000,
  });
  run.at(6_000).claim("w1", "s1", 5_000, { leasedUntilMs: 11_000 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was claimed by w1 at 6,002 ms for 5,000 ms, but its next occurrence was due at 90,000 ms",
        "events": [
          7,
          8,
          9,
        ],
      },
    ]
  `);
});

it("refuses a claim before the schedule begins, even when somebody moved its occurrence there", () => {
  const run = writeTrial();
  run.define({ ...everyFive, fromMs: 60_000 }, { nextRunAtMs: 60_000 });
  run.call("owner", { name: "update", id: "s1", nextRunAtMs: 5_000 }, "s1", { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was claimed by w1 at 5,001 ms, but does not begin before 60,000 ms"`,
  );
});

it("accepts a late claim of an occurrence that was due before the end, and refuses one after it", () => {
  const run = writeTrial();
  run.define({ ...everyFive, toMs: 12_000 }, { nextRunAtMs: 10_000 });
  run.at(13_000).claim("w1", "s1", 10_000, { nextRunAtMs: 15_000, runCount: 1 });
  run.at(15_000).claim("w1", "s1", 15_000, { leasedUntilMs: 20_001, runCount: 2 });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "schedule s1 was claimed by w1 at 15,001 ms for 15,000 ms, but had ended at 12,000 ms",
    ]
  `);
});

it("judges a claim by the whole window when its change cannot be told from a repeated command", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const op = run.at(5_100).invoke("w1", { name: "claim" });
  run.change({ process: "w1" }, "s1", { leasedUntilMs: 10_100, runCount: 1 });
  run.answer(op, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end())).toEqual([]);
});

it("refuses a claim of a schedule that does not exist", () => {
  const run = writeTrial();
  const op = run.at(5_000).invoke("w1", { name: "claim" });
  run.answer(op, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was claimed by w1 at 5,000 ms, but did not exist"`,
  );
});

it("judges a claim at a node that had been replaced by what that node knew", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(4_000).incident("failover");
  run.at(5_000).claim("w2", "s1", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  const aside = run.at(5_100).invoke("w1", { name: "claim" });
  run.changeAside(aside, "r1", "s1", { nextRunAtMs: 10_000, runCount: 1 });
  run.answer(aside, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a claim that was early even by what the replaced node knew", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(3_000).incident("failover");
  const aside = run.at(4_000).invoke("w1", { name: "claim" });
  run.changeAside(aside, "r1", "s1", { nextRunAtMs: 10_000, runCount: 1 });
  run.answer(aside, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "schedule s1 was claimed by w1 at 4,000 ms, but was due at 5,000 ms",
    ]
  `);
});

it("goes by the server's clock, and no further than that is ahead", () => {
  const claimedAt = (at: number) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.clock("r1", 2_000);
    run.at(at).claim("w1", "s1", 5_000, { leasedUntilMs: at + 7_000, runCount: 1 });
    return rule.check(run.end());
  };
  expect(claimedAt(3_100)).toEqual([]);
  expect(claimedAt(2_900)).toHaveLength(1);
});
