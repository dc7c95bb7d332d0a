import { unknownNodeIn } from "../../nodeFault.ts";
import { simplerRecords } from "../../simplerRecords.ts";
import { simplerTopologies } from "../../simplerTopologies.ts";
import type { SchedulerScenario } from "../scenario.ts";

/**
 * Details of a call, a fault or a schedule that may be left out, and numbers that may be smaller. An interval is not
 * among them: one of a millisecond means as many runs as the horizon has milliseconds.
 */
const optional = ["limit", "toMs", "fromMs", "timezone"] as const;
const numbers = [
  "byMs",
  "forMs",
  "restartAfterMs",
  "limit",
  "request",
  "snapshotAgeMs",
  "stepMs",
] as const;
const fields = { optional, numbers };

/**
 * Scenarios that say the same with less: fewer details first, then smaller numbers as fast-check would try them.
 * Each differs from the given one in one place.
 */
export function* simplerScenarios(scenario: SchedulerScenario): Generator<SchedulerScenario> {
  for (const topology of simplerTopologies(scenario.topology)) {
    const faults = scenario.faults.filter((fault) => unknownNodeIn(fault, topology) === null);
    yield { ...scenario, topology, faults };
  }
  const { config, ...withoutConfig } = scenario;
  if (config !== undefined) yield withoutConfig;
  const calm = { min: 100, max: 500 };
  if (scenario.latencyUs.max > calm.max) yield { ...scenario, latencyUs: calm };
  for (const [i, worker] of scenario.workers.entries()) {
    if (worker.dispatchMs > 0)
      yield { ...scenario, workers: scenario.workers.with(i, { ...worker, dispatchMs: 0 }) };
    if (worker.startAtMs > 0)
      yield { ...scenario, workers: scenario.workers.with(i, { ...worker, startAtMs: 0 }) };
  }
  for (const [i, step] of scenario.steps.entries()) {
    if (step.do !== "define") continue;
    for (const schedule of simplerRecords(step.schedule, fields)) {
      yield { ...scenario, steps: scenario.steps.with(i, { ...step, schedule }) };
    }
  }
  for (const [i, schedule] of scenario.legacy.entries()) {
    for (const simpler of simplerRecords(schedule, fields)) {
      yield { ...scenario, legacy: scenario.legacy.with(i, simpler) };
    }
  }
  for (const [i, fault] of scenario.faults.entries()) {
    for (const simpler of simplerRecords(fault, fields)) {
      yield { ...scenario, faults: scenario.faults.with(i, simpler) };
    }
  }
}
