import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { limitIsNeverExceeded as rule } from "./limitIsNeverExceeded.ts";

const twice = { id: "s1", everyMs: 1_000, limit: 2 };

/** A schedule with a limit of two that has been claimed twice, at 1,000 and 2,000 ms. */
function claimedTwice() {
  const run = writeTrial({ leaseMs: null });
  run.define(twice, { nextRunAtMs: 1_000 });
  run.at(1_000).claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 1 });
  run.at(2_000).claim("w2", "s1", 2_000, { nextRunAtMs: 3_000, runCount: 2 });
  return run;
}

it("holds up to the limit", () => {
  expect(rule.check(claimedTwice().end())).toEqual([]);
});

it("points at the claim beyond it", () => {
  const run = claimedTwice();
  run.at(3_000).claim("w1", "s1", 3_000, { nextRunAtMs: 4_000, runCount: 3 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was claimed by w1 at 3,001 ms, its run number 3 of at most 2",
        "events": [
          5,
          8,
          11,
          12,
        ],
      },
    ]
  `);
});

it("counts triggers, those that were refused not", () => {
  const refused = claimedTwice();
  const no = refused.at(2_500).invoke("owner", { name: "trigger", id: "s1" });
  refused.answer(no, false);
  expect(rule.check(refused.end())).toEqual([]);

  const granted = claimedTwice();
  granted.at(2_500).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 3 }, true);
  expect(rule.check(granted.end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was triggered by owner at 2,501 ms, its run number 3 of at most 2"`,
  );
});

it("counts an occurrence once, however often it is claimed", () => {
  const run = writeTrial();
  run.define(twice, { nextRunAtMs: 1_000 });
  run.at(1_000).claim("w1", "s1", 1_000, { leasedUntilMs: 6_001, runCount: 1 });
  run.at(7_000).claim("w2", "s1", 1_000, { leasedUntilMs: 12_001 });
  run.at(13_000).claim("w1", "s1", 1_000, { leasedUntilMs: 18_001 });
  expect(rule.check(run.end())).toEqual([]);
});

it("counts a claim of which nobody heard, because the state was counted up", () => {
  const run = writeTrial({ leaseMs: null });
  run.define(twice, { nextRunAtMs: 1_000 });
  const lost = run.at(1_000).invoke("w1", { name: "claim" });
  run.change(lost, "s1", { nextRunAtMs: 2_000, runCount: 1 });
  run.lose(lost);
  run.at(2_000).claim("w2", "s1", 2_000, { nextRunAtMs: 3_000, runCount: 2 });
  run.at(3_000).claim("w2", "s1", 3_000, { nextRunAtMs: 4_000, runCount: 3 });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("goes by the larger limit while a redefinition is under way", () => {
  const run = claimedTwice();
  const claim = run.at(3_000).invoke("w1", { name: "claim" });
  run.define({ ...twice, limit: 3 }, {});
  run.define({ ...twice, limit: 1 }, {});
  run.change(claim, "s1", { nextRunAtMs: 4_000, runCount: 3 });
  run.answer(claim, { claim: { id: "s1", dueAtMs: 3_000, token: null } });
  expect(rule.check(run.end())).toEqual([]);
});

it("counts afresh for a schedule that was deleted and defined again", () => {
  const run = claimedTwice();
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.define(twice, { nextRunAtMs: 3_000 });
  run.at(3_000).claim("w1", "s1", 3_000, { nextRunAtMs: 4_000, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count runs that a failover undid, and counts the others", () => {
  const triggeredAfter = (isUndone: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000, limit: 1 }, { nextRunAtMs: 5_000 });
    const past = run.remember();
    run.at(1_000).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 1 }, true);
    run.at(2_000).incident("failover", isUndone ? past : undefined);
    run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: isUndone ? 1 : 2 });
    return rule.check(run.end());
  };
  expect(triggeredAfter(true)).toEqual([]);
  expect(triggeredAfter(false)).toHaveLength(1);
});
