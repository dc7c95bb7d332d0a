import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { staleClaimChangesNothing as rule } from "./staleClaimChangesNothing.ts";

const everyFive = { id: "s1", everyMs: 5_000 };
const claim = { id: "s1", dueAtMs: 5_000, token: "t" };

/** A claim at 5,000 ms whose lease ends at 10,001 ms. */
function claimed() {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  return run;
}

it("holds when the late completion is refused and changes nothing", () => {
  const run = claimed();
  run.at(11_000).claim("w2", "s1", 5_000, { leasedUntilMs: 16_001 });
  const late = run.at(12_000).invoke("w1", { name: "complete", claim });
  run.answer(late, false);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a late completion that moved the schedule on", () => {
  const run = claimed();
  run.at(11_000).claim("w2", "s1", 5_000, { leasedUntilMs: 16_001 });
  run.at(12_000).complete("w1", "s1", 5_000, { nextRunAtMs: 15_000, leasedUntilMs: null });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of s1 due at 5,000 ms by w1 was superseded by the claim of w2 at 11,001 ms, but its completion changed the schedule at 12,001 ms",
        "events": [
          5,
          8,
          10,
          11,
          12,
        ],
      },
    ]
  `);
});

it("points at a late completion that was accepted, and excuses one without a token", () => {
  for (const token of ["t", null]) {
    const run = writeTrial();
    run.define(everyFive, { nextRunAtMs: 5_000 });
    const first = run.at(5_000).invoke("w1", { name: "claim" });
    run.change(first, "s1", { leasedUntilMs: 10_000, runCount: 1 });
    run.answer(first, { claim: { ...claim, token } });
    run.at(11_000).claim("w2", "s1", 5_000, { leasedUntilMs: 16_001 });
    const late = run.at(12_000).invoke("w1", { name: "complete", claim: { ...claim, token } });
    run.answer(late, true);
    expect(rule.check(run.end())).toHaveLength(token === null ? 0 : 1);
  }
});

it("judges the changes of a completion whose outcome is unknown", () => {
  const run = claimed();
  run.at(11_000).claim("w2", "s1", 5_000, { leasedUntilMs: 16_001 });
  const late = run.at(12_000).invoke("w1", { name: "complete", claim });
  run.change(late, "s1", { nextRunAtMs: 15_000 });
  run.lose(late);
  expect(rule.check(run.end())).toHaveLength(1);
});

it("accepts a completion that the second claim overtook on its way", () => {
  const run = claimed();
  const late = run.at(9_999).invoke("w1", { name: "complete", claim });
  run.at(11_000).claim("w2", "s1", 5_000, { leasedUntilMs: 16_001 });
  run.lose(late);
  expect(rule.check(run.end())).toEqual([]);
});

it("ends a claim with a deletion or a move of its instant, not with a pause", () => {
  const pausedOnly = claimed();
  pausedOnly.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  pausedOnly.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  expect(rule.check(pausedOnly.end())).toEqual([]);

  const moved = claimed();
  const update = { name: "update", id: "s1", nextRunAtMs: 7_000 } as const;
  moved.call("owner", update, "s1", { nextRunAtMs: 7_000, leasedUntilMs: null });
  moved.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000 });
  expect(rule.check(moved.end())[0]?.because).toMatchInlineSnapshot(
    `"the claim of s1 due at 5,000 ms by w1 was superseded by the move by owner at 5,003 ms, but its completion changed the schedule at 5,005 ms"`,
  );

  const gone = claimed();
  gone.call("owner", { name: "delete", id: "s1" }, "s1", null);
  gone.answer(gone.invoke("w1", { name: "complete", claim }), false);
  expect(rule.check(gone.end())).toEqual([]);
});

it("points at the second step of a claim that overwrote a change of plan", () => {
  const run = writeTrial();
  run.define({ id: "s1", cron: "* * * * *" }, { nextRunAtMs: 60_000 });
  const op = run.at(60_000).invoke("w1", { name: "claim" });
  run.change(op, "s1", { nextRunAtMs: null, runCount: 1 });
  const update = { name: "update", id: "s1", nextRunAtMs: 70_000 } as const;
  run.call("owner", update, "s1", { nextRunAtMs: 70_000 });
  run.change(op, "s1", { nextRunAtMs: 120_000 });
  run.answer(op, { claim: { id: "s1", dueAtMs: 60_000, token: null } });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 began at 60,000 ms and at 60,002 ms overwrote what the move by owner had changed in schedule s1 at 60,001 ms",
        "events": [
          4,
          5,
          7,
          9,
          10,
        ],
      },
    ]
  `);
});

it("does not take a pause between the two steps for a change of plan, nor a repeated claim for a step", () => {
  const run = writeTrial();
  run.define({ id: "s1", cron: "* * * * *" }, { nextRunAtMs: 60_000 });
  const op = run.at(60_000).invoke("w1", { name: "claim" });
  run.change(op, "s1", { nextRunAtMs: null, runCount: 1 });
  run.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  run.change(op, "s1", { nextRunAtMs: 120_000 });
  const update = { name: "update", id: "s1", nextRunAtMs: 60_500 } as const;
  run.call("owner", update, "s1", { nextRunAtMs: 60_500 });
  run.at(61_000).change(op, "s1", { nextRunAtMs: 120_000, runCount: 2 });
  run.answer(op, { claim: { id: "s1", dueAtMs: 60_500, token: null } });
  expect(rule.check(run.end())).toEqual([]);
});

it("makes a claim the latest again when a failover undid the one that superseded it, and only then", () => {
  const completedAfter = (isUndone: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
    const past = run.remember();
    run.at(10_100).claim("w2", "s1", 5_000, { leasedUntilMs: 15_101 });
    run.at(10_200).incident("failover", isUndone ? past : undefined);
    run.at(10_300).complete("w1", "s1", 5_000, { nextRunAtMs: 15_000, leasedUntilMs: null });
    return rule.check(run.end());
  };
  expect(completedAfter(true)).toEqual([]);
  expect(completedAfter(false)).toHaveLength(1);
});

it("points at the completion of a claim that a failover undid and that somebody else made anew", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  run.at(5_100).incident("failover", past);
  run.at(5_200).claim("w2", "s1", 5_000, { leasedUntilMs: 10_201, runCount: 1 });
  run.at(5_300).complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the claim of s1 due at 5,000 ms by w1 was superseded by the claim of w2 at 5,201 ms, but its completion changed the schedule at 5,301 ms",
    ]
  `);
});

it("takes an operation that is executed again after its change was undone for a new one", () => {
  const executedAgain = (isUndone: boolean) => {
    const run = writeTrial({ leaseMs: null });
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    const past = run.remember();
    const op = run.at(5_000).invoke("w1", { name: "claim" });
    run.change(op, "s1", { nextRunAtMs: null });
    if (isUndone) run.at(5_100).incident("failover", past);
    run.at(5_200).call("owner", { name: "update", id: "s1", nextRunAtMs: 5_150 }, "s1", {
      nextRunAtMs: 5_150,
    });
    run.at(5_300).change(op, "s1", { nextRunAtMs: 10_150 });
    run.lose(op);
    return rule.check(run.end());
  };
  expect(executedAgain(true)).toEqual([]);
  expect(executedAgain(false)).toHaveLength(1);
});
