import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { occurrenceHasOneOwner as rule } from "./occurrenceHasOneOwner.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

/** A schedule that is due at 5,000 ms, and a first claim of it at 5,001 ms. */
function claimedOnce(options: Parameters<typeof writeTrial>[0] = {}) {
  const run = writeTrial(options);
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const claim = run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  return { run, claim };
}

it("holds when the second claim comes as the lease of the first ends", () => {
  const { run } = claimedOnce();
  run.at(10_000).claim("w2", "s1", 5_000, { leasedUntilMs: 15_001 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at two claims within one lease", () => {
  const { run } = claimedOnce();
  run.at(9_000).claim("w2", "s1", 5_000, { leasedUntilMs: 14_001 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the occurrence of s1 due at 5,000 ms was claimed by w1 and at 9,001 ms again by w2, but the first claim lasted until 10,001 ms",
        "events": [
          5,
          6,
          8,
          9,
        ],
      },
    ]
  `);
});

it("does not take a crash for the end of a lease", () => {
  const { run } = claimedOnce();
  run.at(6_000).process("w1", "crashed");
  run.at(7_000).claim("w2", "s1", 5_000, { leasedUntilMs: 12_001 });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("does not believe a lease that is shorter than promised", () => {
  const run = writeTrial({ leaseMs: 5_000 });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 5_100, runCount: 1 });
  run.at(5_200).claim("w2", "s1", 5_000, { leasedUntilMs: 5_300 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the occurrence of s1 due at 5,000 ms was claimed by w1 and at 5,201 ms again by w2, but the first claim lasted until 10,000 ms"`,
  );
});

it("accepts a second claim after the owner made the same instant due again", () => {
  const { run } = claimedOnce();
  const update = { name: "update", id: "s1", nextRunAtMs: 5_000 } as const;
  run.call("owner", update, "s1", { leasedUntilMs: null });
  run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not take a pause and a resumption for a reason to claim again", () => {
  const { run } = claimedOnce();
  run.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  run.call("owner", { name: "resume", id: "s1" }, "s1", { status: "active", leasedUntilMs: null });
  run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("accepts a second claim of a schedule whose hash vanished and was defined again", () => {
  const { run } = claimedOnce();
  run.fault("missing-hash", "s1");
  run.change({ process: null }, "s1", null);
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001 });
  expect(rule.check(run.end())).toEqual([]);
});

it("refuses a claim of what was completed, however long ago", () => {
  const { run, claim } = claimedOnce();
  run.dispatch(claim);
  run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  const late = run
    .at(20_000)
    .invoke("w2", { name: "complete", claim: { id: "s1", dueAtMs: 0, token: "t" } });
  run.change(late, "s1", { nextRunAtMs: 5_000 });
  run.answer(late, true);
  run.at(30_000).claim("w3", "s1", 5_000, { leasedUntilMs: 35_001 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the occurrence of s1 due at 5,000 ms was claimed by w1 and at 30,001 ms again by w3, although it had been completed at 5,004 ms"`,
  );
});

it("refuses every second claim of a subject whose claims never end", () => {
  const run = writeTrial({ leaseMs: null });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { runCount: 1 });
  run.at(90_000).claim("w2", "s1", 5_000, { runCount: 2 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the occurrence of s1 due at 5,000 ms was claimed by w1 and at 90,001 ms again by w2, and claims of this subject never end"`,
  );
});

it("does not count a claim of which its worker never heard", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const lost = run.at(5_000).invoke("w1", { name: "claim" });
  run.change(lost, "s1", { leasedUntilMs: 10_000, runCount: 1 });
  run.lose(lost);
  run.at(6_000).claim("w1", "s1", 5_000, { leasedUntilMs: 11_000 });
  expect(rule.check(run.end())).toEqual([]);
});

it("holds when a failover undid the first claim, whatever lease came back with the older state", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w0", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  run.process("w0", "crashed");
  const past = run.remember();
  run.at(10_100).claim("w1", "s1", 5_000, { leasedUntilMs: 15_101 });
  run.at(11_000).incident("failover", past);
  run.at(11_100).claim("w2", "s1", 5_000, { leasedUntilMs: 16_101 });
  expect(rule.check(run.end())).toEqual([]);
});

it("is not excused by a failover that left the first claim in place", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  run.at(6_000).incident("failover");
  run.at(6_100).claim("w2", "s1", 5_000, { leasedUntilMs: 11_101 });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the occurrence of s1 due at 5,000 ms was claimed by w1 and at 6,101 ms again by w2, but the first claim lasted until 10,001 ms",
    ]
  `);
});

it("compares with the claim before, when a failover undid the one in between", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  const past = run.remember();
  run.at(10_100).claim("w2", "s1", 5_000, { leasedUntilMs: 15_101 });
  run.at(10_200).incident("failover", past);
  run.at(10_300).claim("w3", "s1", 5_000, { leasedUntilMs: 15_301 });
  expect(rule.check(run.end())).toEqual([]);

  const early = writeTrial();
  early.define(everyFive, { nextRunAtMs: 5_000 });
  early.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  const then = early.remember();
  early.change({ process: "w2" }, "s1", { leasedUntilMs: 15_101 });
  early.at(6_000).incident("failover", then);
  early.at(6_100).claim("w3", "s1", 5_000, { leasedUntilMs: 11_301 });
  expect(rule.check(early.end())).toHaveLength(1);
});

it("lets two nodes that both think they are the owner give one occurrence to two workers", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(4_000).incident("failover");
  run.at(5_000).claim("w2", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  const aside = run.at(5_100).invoke("w1", { name: "claim" });
  run.changeAside(aside, "r1", "s1", { leasedUntilMs: 10_101, runCount: 1 });
  run.answer(aside, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end())).toEqual([]);
});

it("lets an occurrence be claimed again when a failover undid its completion, and not when it did not", () => {
  const claimedAgain = (isUndone: boolean) => {
    const run = writeTrial();
    run.define(everyFive, { nextRunAtMs: 5_000 });
    run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
    const past = run.remember();
    run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
    if (isUndone) run.at(8_000).incident("failover", past);
    else {
      const claim = { id: "s1", dueAtMs: 0, token: "t" };
      const late = run.at(8_000).invoke("w3", { name: "complete", claim });
      run.change(late, "s1", { nextRunAtMs: 5_000, leasedUntilMs: 10_001 });
      run.answer(late, true);
    }
    run.at(10_100).claim("w2", "s1", 5_000, { leasedUntilMs: 15_101 });
    return rule.check(run.end());
  };
  expect(claimedAgain(true)).toEqual([]);
  expect(claimedAgain(false)).toHaveLength(1);
});

it("lets a lease be shorter by what the servers' clocks differ, and not by more", () => {
  const claimedAgainAt = (at: number) => {
    const run = writeTrial();
    run.define(everyFive, { nextRunAtMs: 5_000 });
    run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
    run.at(6_000).incident("failover");
    run.clock("r2", 3_000);
    run.at(at).claim("w2", "s1", 5_000, { leasedUntilMs: at + 8_000 });
    return rule.check(run.end());
  };
  expect(claimedAgainAt(7_100)).toEqual([]);
  expect(claimedAgainAt(6_900)).toHaveLength(1);
});
