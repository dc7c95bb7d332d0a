import { expect, it } from "vitest";
import { explainScheduler } from "./explain.ts";
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

const told = (run: ReturnType<typeof writeTrial>): readonly string[] =>
  explainScheduler(run.end()).map(({ chain }) => chain.join(", because "));

it("says nothing of what went well", () => {
  const { run } = dispatchedOnce();
  run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  run.dispatch(run.at(10_000).claim("w2", "s1", 10_000, { leasedUntilMs: 15_001 }));
  expect(told(run)).toEqual([]);
});

it("names the worker that stood still while its lease ended", () => {
  const { run } = dispatchedOnce();
  run.at(6_000).process("w1", "paused");
  run.dispatch(run.at(10_001).claim("w2", "s1", 5_000, { leasedUntilMs: 15_001 }));
  run.at(11_000).process("w1", "resumed");
  expect(told(run)).toEqual([
    "s1 (due at 5,000 ms) was dispatched again by w2 at 10,003 ms, because the lease of w1 had ended at 10,001 ms, because w1 stood still from 6,000 ms until 11,000 ms",
  ]);
});

it("names the completion whose request was lost", () => {
  const { run } = dispatchedOnce();
  const claim = { id: "s1", dueAtMs: 5_000, token: "t" };
  const op = run.at(5_100).invoke("w1", { name: "complete", claim });
  run.at(5_200).lose(op);
  run.dispatch(run.at(10_001).claim("w2", "s1", 5_000, { leasedUntilMs: 15_001 }));
  expect(told(run)).toEqual([
    "s1 (due at 5,000 ms) was dispatched again by w2 at 10,003 ms, because the lease of w1 had ended at 10,001 ms, because its completion at 5,100 ms did not go through: the connection was lost",
  ]);
});

it("names the failover that took a claim back, and what it was for", () => {
  const { run, past } = dispatchedOnce();
  run.at(5_500).node("r1", "failed");
  run.at(6_000).incident("failover", past);
  run.dispatch(run.at(7_000).claim("w2", "s1", 5_000, { leasedUntilMs: 12_001, runCount: 1 }));
  expect(told(run)).toEqual([
    "s1 (due at 5,000 ms) was dispatched again by w2 at 7,002 ms, because the claim of w1 at 5,001 ms was taken back, because r2 became the master at 6,000 ms, because r1 was not well from 5,500 ms",
  ]);
});

it("names who made an occurrence due again", () => {
  const { run } = dispatchedOnce();
  const update = { name: "update", id: "s1", nextRunAtMs: 5_000 } as const;
  run.at(5_500).call("owner", update, "s1", { leasedUntilMs: null });
  run.dispatch(run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 }));
  expect(told(run)).toEqual([
    "s1 (due at 5,000 ms) was dispatched again by w2 at 6,002 ms, because the move by owner at 5,501 ms made it due again",
  ]);
});

it("explains what came late", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(4_000).process("w1", "crashed");
  run.at(8_000).process("w1", "started");
  run.dispatch(run.at(8_100).claim("w1", "s1", 5_000, { leasedUntilMs: 13_101, runCount: 1 }));
  expect(told(run)).toEqual([
    "s1 (due at 5,000 ms) was claimed only at 8,101 ms, by w1, because w1 was down from 4,000 ms until 8,000 ms",
  ]);
});
