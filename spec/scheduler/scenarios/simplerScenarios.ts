import fc from "fast-check";
import { unknownNodeIn } from "../../nodeFault.ts";
import type { Topology } from "../../topology.ts";
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
    for (const schedule of simplerRecords(step.schedule)) {
      yield { ...scenario, steps: scenario.steps.with(i, { ...step, schedule }) };
    }
  }
  for (const [i, schedule] of scenario.legacy.entries()) {
    for (const simpler of simplerRecords(schedule)) {
      yield { ...scenario, legacy: scenario.legacy.with(i, simpler) };
    }
  }
  for (const [i, fault] of scenario.faults.entries()) {
    for (const simpler of simplerRecords(fault)) {
      yield { ...scenario, faults: scenario.faults.with(i, simpler) };
    }
  }
}

/** Fewer nodes, the fewest first. */
function* simplerTopologies(topology: Topology): Generator<Topology> {
  if (topology.kind === "standalone") return;
  yield { kind: "standalone" };
  if (topology.kind === "replicated") {
    if (topology.replicas > 1) yield { kind: "replicated", replicas: 1 };
    return;
  }
  yield { kind: "replicated", replicas: 1 };
  // Three masters are the fewest of which two can agree that the third is gone.
  const masters = Math.min(3, topology.masters);
  const replicasPerMaster = Math.min(1, topology.replicasPerMaster);
  if (masters < topology.masters || replicasPerMaster < topology.replicasPerMaster)
    yield { ...topology, masters, replicasPerMaster };
  if (topology.nodeTimeoutMs > 1_000) yield { ...topology, nodeTimeoutMs: 1_000 };
}

/** The same record without an optional field, or with a smaller number in one place. */
function* simplerRecords<Item extends object>(item: Item): Generator<Item> {
  for (const name of optional) {
    if (!(name in item)) continue;
    const rest = { ...item };
    Reflect.deleteProperty(rest, name);
    yield rest;
  }
  for (const name of numbers) {
    const value: unknown = Reflect.get(item, name);
    if (typeof value !== "number" || value <= 1) continue;
    for (const { value: smaller } of fc.integer({ min: 1, max: value }).shrink(value, undefined)) {
      yield { ...item, [name]: smaller };
    }
  }
}
