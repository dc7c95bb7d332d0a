import { unknownNodeIn } from "../../spec/nodeFault.ts";
import { simplerRecords } from "../../spec/simplerRecords.ts";
import { simplerTopologies } from "../../spec/simplerTopologies.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";

const numbers = ["byMs", "forMs", "restartAfterMs", "request", "snapshotAgeMs", "stepMs", "length"];

/**
 * Scenarios that say the same with less: fewer nodes and details first, then smaller numbers as fast-check would try them.
 * Each differs from the given one in one place.
 */
export function* simplerScenarios(
  scenario: StreamBalancerScenario,
): Generator<StreamBalancerScenario> {
  for (const topology of simplerTopologies(scenario.topology)) {
    const faults = scenario.faults.filter((fault) => unknownNodeIn(fault, topology) === null);
    yield { ...scenario, topology, faults };
  }
  const { config, ...withoutConfig } = scenario;
  if (config !== undefined) yield withoutConfig;
  const calm = { min: 100, max: 500 };
  if (scenario.latencyUs.max > calm.max) yield { ...scenario, latencyUs: calm };
  for (const [i, worker] of scenario.workers.entries()) {
    const { workers } = scenario;
    if (worker.startAtMs > 0)
      yield { ...scenario, workers: workers.with(i, { ...worker, startAtMs: 0 }) };
    if (worker.role === "producer") continue;
    if (worker.claimsExpired)
      yield { ...scenario, workers: workers.with(i, { ...worker, claimsExpired: false }) };
    for (const simpler of simplerRecords(worker, { optional: [], numbers: ["workMs"] }))
      yield { ...scenario, workers: workers.with(i, simpler) };
  }
  for (const [i, step] of scenario.steps.entries()) {
    const { steps } = scenario;
    if (step.do === "add" && step.fails > 0)
      yield { ...scenario, steps: steps.with(i, { ...step, fails: 0 }) };
    const fields = { optional: [], numbers: ["count", "fails", "restartAfterMs"] };
    for (const simpler of simplerRecords(step, fields))
      yield { ...scenario, steps: steps.with(i, simpler) };
  }
  for (const [i, fault] of scenario.faults.entries()) {
    for (const simpler of simplerRecords(fault, { optional: [], numbers })) {
      yield { ...scenario, faults: scenario.faults.with(i, simpler) };
    }
  }
}
