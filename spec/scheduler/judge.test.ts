import { expect, it } from "vitest";
import { judgeScheduler } from "./judge.ts";
import { schedulerRules } from "./rules/index.ts";
import { writeTrial } from "./writeTrial.testkit.ts";

it("asks every rule, and says which were not asked and why", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const verdicts = judgeScheduler(run.end({ without: "cluster" }));
  expect(verdicts).toHaveLength(schedulerRules.length);
  expect(verdicts.filter(({ verdict }) => verdict !== "held")).toMatchObject([
    { rule: { id: "SC-17" }, verdict: "untested", reason: "the subject does not declare cluster" },
  ]);
});

it("gives the violations to the rule that was broken", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(1_000).claim("w1", "s1", 5_000, { leasedUntilMs: 6_001, runCount: 1 });
  const violated = judgeScheduler(run.end()).filter(({ verdict }) => verdict === "violated");
  expect(violated.map(({ rule }) => rule.id)).toEqual(["SC-1"]);
});
