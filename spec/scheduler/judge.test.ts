import { expect, it } from "vitest";
import { auditScheduler, judgeScheduler } from "./judge.ts";
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

it("says with the verdicts what became of what was acknowledged", () => {
  const run = writeTrial();
  const past = run.remember();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.define({ id: "s2", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.call("owner", { name: "delete", id: "s2" }, "s2", null);
  run.incident("failover", past);
  const { verdicts, ledger } = auditScheduler(run.end());
  expect(verdicts).toHaveLength(schedulerRules.length);
  const gone = { takenBy: { failover: 1 }, repeated: {} };
  expect(ledger).toEqual({ acknowledged: 3, survived: 2, mayHaveBeenLost: 1, lost: 0, ...gone });
});
