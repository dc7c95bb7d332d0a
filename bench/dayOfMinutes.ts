import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { runScenario } from "../conformance/scheduler/runScenario.ts";
import type { SchedulerScenario } from "../spec/scheduler/scenario.ts";
import { perSecond, timed, type BenchResult } from "./result.ts";

const dayMs = 86_400_000;

/** A schedule that runs each minute for a day, and three workers that poll each second: recorded and judged in full. */
export async function dayOfMinutes(): Promise<BenchResult> {
  const scenario: SchedulerScenario = {
    contract: "scheduler",
    topology: { kind: "standalone" },
    latencyUs: { min: 100, max: 500 },
    workers: ["w1", "w2", "w3"].map((name, i) => ({
      name,
      pollMs: 1000,
      dispatchMs: 0,
      startAtMs: i * 300,
    })),
    faultsMs: dayMs,
    quietMs: 0,
    legacy: [],
    steps: [{ atMs: 1000, by: "w1", do: "define", schedule: { id: "minutely", everyMs: 60_000 } }],
    faults: [],
  };
  let claims = 0;
  let runs = 0;
  let violations = 0;
  const ms = await timed(async () => {
    const run = await runScenario({
      subject: referenceScheduler,
      scenario,
      seed: 1,
      journal: "digest",
    });
    claims = run.commands;
    runs = run.history.filter((event) => event.type === "dispatched").length;
    violations = run.verdicts.filter((verdict) => verdict.verdict === "violated").length;
  });
  const ratio = dayMs / ms;
  return {
    verdict: ratio >= 10_000 && violations === 0 && runs >= 1435 ? "reached" : "missed",
    summary: `${Math.round(ratio)} times faster than real time (asked: 10000)`,
    lines: [
      `${claims} commands in ${(ms / 1000).toFixed(1)} s, ${perSecond(claims, ms)} a second`,
      `${runs} occurrences run, ${violations} rules violated`,
    ],
  };
}
