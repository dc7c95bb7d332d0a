import { expect, it } from "vitest";
import { repeatsOf } from "./repeatsOf.ts";
import { occurrenceHasOneOwner } from "./rules/occurrenceHasOneOwner.ts";
import { writeTrial } from "./writeTrial.testkit.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

/** A schedule that was claimed at 5,001 ms for 5,000 ms, and dispatched. */
function dispatchedOnce() {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.dispatch(run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 }));
  return { run, past };
}

const causes = (run: ReturnType<typeof writeTrial>): readonly string[] =>
  repeatsOf(run.end()).map(({ cause }) => cause);

it("finds none where each occurrence was dispatched once", () => {
  const { run } = dispatchedOnce();
  run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  run.dispatch(run.at(10_000).claim("w2", "s1", 10_000, { leasedUntilMs: 15_001 }));
  expect(causes(run)).toEqual([]);
});

it("finds the lease that was over", () => {
  const { run } = dispatchedOnce();
  run.dispatch(run.at(10_001).claim("w2", "s1", 5_000, { leasedUntilMs: 15_001 }));
  expect(causes(run)).toEqual(["lease over"]);
});

it("finds the failover that had undone the first claim", () => {
  const { run, past } = dispatchedOnce();
  run.at(6_000).incident("failover", past);
  run.dispatch(run.at(7_000).claim("w2", "s1", 5_000, { leasedUntilMs: 12_001, runCount: 1 }));
  expect(causes(run)).toEqual(["taken back"]);
});

it("finds the change of plan that made it due again", () => {
  const { run } = dispatchedOnce();
  const update = { name: "update", id: "s1", nextRunAtMs: 5_000 } as const;
  run.call("owner", update, "s1", { leasedUntilMs: null });
  run.dispatch(run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 }));
  expect(causes(run)).toEqual(["due again"]);
});

it("finds nothing where a rule is violated, and does not count a claim that was never dispatched", () => {
  const { run } = dispatchedOnce();
  run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 });
  run.dispatch(run.at(7_000).claim("w3", "s1", 5_000, { leasedUntilMs: 12_001 }));
  const trial = run.end();
  expect(repeatsOf(trial).map(({ cause }) => cause)).toEqual(["nothing"]);
  expect(occurrenceHasOneOwner.check(trial)).not.toEqual([]);
});
