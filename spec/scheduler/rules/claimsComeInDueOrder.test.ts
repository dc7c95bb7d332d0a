import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { claimsComeInDueOrder as rule } from "./claimsComeInDueOrder.ts";

/** Two schedules, due at 1,000 and at 2,000 ms. */
function twoDue() {
  const run = writeTrial();
  run.define({ id: "early", everyMs: 60_000 }, { nextRunAtMs: 1_000 });
  run.define({ id: "late", everyMs: 60_000 }, { nextRunAtMs: 2_000 });
  return run;
}

it("holds when the longest overdue comes first", () => {
  const run = twoDue();
  run.at(3_000).claim("w1", "early", 1_000, { nextRunAtMs: 61_000, runCount: 1 });
  run.at(3_100).claim("w1", "late", 2_000, { nextRunAtMs: 62_000, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the claim that passed over an older one", () => {
  const run = twoDue();
  run.at(3_000).claim("w1", "late", 2_000, { nextRunAtMs: 62_000, runCount: 1 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "w1 claimed late due at 2,000 ms, while early had been waiting since 1,000 ms",
        "events": [
          2,
          7,
          8,
          9,
        ],
      },
    ]
  `);
});

it("accepts any order between claims that overlap", () => {
  const run = twoDue();
  const second = run.at(3_000).invoke("w2", { name: "claim" });
  run.claim("w1", "early", 1_000, { nextRunAtMs: 61_000, runCount: 1 });
  run.change(second, "late", { nextRunAtMs: 62_000, runCount: 1 });
  run.answer(second, { claim: { id: "late", dueAtMs: 2_000, token: "t" } });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not wait for what is paused, leased or beyond its limit", () => {
  for (const state of [
    { status: "paused" as const },
    { leasedUntilMs: 9_000, runCount: 1 },
    { limit: 1, runCount: 1 },
  ]) {
    const run = twoDue();
    run.define({ id: "early", everyMs: 60_000 }, state);
    run.at(3_000).claim("w1", "late", 2_000, { nextRunAtMs: 62_000, runCount: 1 });
    expect(rule.check(run.end())).toEqual([]);
  }
});

it("lets an occurrence whose lease ran out queue by its instant or by the end of the lease", () => {
  const run = twoDue();
  run.at(1_000).claim("w1", "early", 1_000, { leasedUntilMs: 6_001, runCount: 1 });
  run.at(2_000).claim("w2", "late", 2_000, { leasedUntilMs: 7_001, runCount: 1 });
  run.at(8_000).claim("w3", "late", 2_000, { leasedUntilMs: 13_001 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not judge places that a fault put wrong, until a change has put them right", () => {
  const run = twoDue();
  run.fault("stale-late", "early");
  run.at(3_000).claim("w1", "late", 2_000, { nextRunAtMs: 3_500, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);

  const repaired = twoDue();
  repaired.fault("stale-late", "early");
  repaired.define({ id: "early", everyMs: 60_000 }, { nextRunAtMs: 1_500 });
  repaired.at(3_000).claim("w1", "late", 2_000, { nextRunAtMs: 62_000, runCount: 1 });
  expect(rule.check(repaired.end())).toHaveLength(1);
});

it("does not blame a replaced node for what waits at its successor", () => {
  const claimed = (isAside: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.define({ id: "s2", everyMs: 5_000 }, { nextRunAtMs: 8_000 });
    run.at(4_000).incident("failover");
    const op = run.at(9_000).invoke("w1", { name: "claim" });
    if (isAside) run.changeAside(op, "r1", "s2", { leasedUntilMs: 14_000, runCount: 1 });
    else run.change(op, "s2", { leasedUntilMs: 14_000, runCount: 1 });
    run.answer(op, { claim: { id: "s2", dueAtMs: 8_000, token: "t" } });
    return rule.check(run.end());
  };
  expect(claimed(true)).toEqual([]);
  expect(claimed(false)).toHaveLength(1);
});

it("takes no incident for a repair that brings back what stood before the index was hit", () => {
  const claimedAfterTakeover = (isHit: "before it stood so" | "afterwards") => {
    const run = writeTrial();
    if (isHit === "before it stood so") run.incident("evict");
    run.define({ id: "early", everyMs: 60_000 }, { nextRunAtMs: 1_000 });
    run.define({ id: "late", everyMs: 60_000 }, { nextRunAtMs: 2_000 });
    const past = run.remember();
    if (isHit === "afterwards") run.incident("evict");
    run.define({ id: "early", everyMs: 60_000 }, { nextRunAtMs: 1_500 });
    run.at(2_500).incident("takeover", past);
    run.at(3_000).claim("w1", "late", 2_000, { leasedUntilMs: 8_000, runCount: 1 });
    return rule.check(run.end());
  };
  expect(claimedAfterTakeover("afterwards")).toEqual([]);
  expect(claimedAfterTakeover("before it stood so")).toHaveLength(1);
});
