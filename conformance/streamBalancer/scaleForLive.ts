import type { BalancerOptions } from "../../spec/streamBalancer/contract.ts";
import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import { scaledTimes } from "../live/scaledTimes.ts";
import { quietMsOf } from "./quietMsOf.ts";

/** Below these a busy machine would lose leases, and find what is on its way. */
const leaseMsMin = 2_000;
const minIdleMsMin = 3_000;
const scanIntervalMsMin = 2_000;

/**
 * A scenario of minutes as one of seconds: all its times become shorter by the same factor, so what happened before, after
 * or within something else still does. Leases and scans get no faster than a machine can keep up with, and the quiet time is
 * what the options need.
 */
export function scaleForLive(
  scenario: StreamBalancerScenario,
  faultsMsMax: number,
): StreamBalancerScenario {
  const factor = Math.min(1, faultsMsMax / scenario.faultsMs);
  const scaled = (ms: number): number => Math.round(ms * factor);
  const options: BalancerOptions = {
    ...scenario.options,
    leaseMs: Math.max(leaseMsMin, scaled(scenario.options.leaseMs)),
    minIdleMs: Math.max(minIdleMsMin, scaled(scenario.options.minIdleMs)),
    scanIntervalMs: Math.max(scanIntervalMsMin, scaled(scenario.options.scanIntervalMs)),
  };
  const scaledScenario = {
    ...scenario,
    options,
    workers: scenario.workers.map((worker) => ({
      ...worker,
      startAtMs: scaled(worker.startAtMs),
      ...(worker.role === "consumer" ? { workMs: scaled(worker.workMs) } : {}),
    })),
    faultsMs: scaled(scenario.faultsMs),
    steps: scenario.steps.map((step) => scaledTimes(step, scaled)),
    faults: scenario.faults.map((fault): StreamBalancerFault => scaledTimes(fault, scaled)),
  };
  return { ...scaledScenario, quietMs: quietMsOf(scaledScenario) };
}
