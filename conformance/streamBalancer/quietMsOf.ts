import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";

/**
 * Time for what is pending to become idle and to be found, by as many scans as it takes when each looks at one batch, once
 * more for what fails once more, and for clients to reconnect: to nodes that were away, after all of the attempts that they
 * space out.
 */
export function quietMsOf({
  options,
  workers,
  steps,
  faults,
}: Pick<StreamBalancerScenario, "options" | "workers" | "steps" | "faults">): number {
  const { leaseMs, minIdleMs, scanIntervalMs, batch, retriesMax, jitter } = options;
  const entries = steps.reduce((sum, step) => sum + ("count" in step ? step.count : 0), 0);
  const fails = Math.max(0, ...steps.map((step) => (step.do === "add" ? step.fails : 0)));
  const workMs = Math.max(0, ...workers.map((it) => (it.role === "consumer" ? it.workMs : 0)));
  const scans = 1 + Math.min(20, Math.ceil(entries / batch));
  const recoveryMs = leaseMs + minIdleMs + scans * scanIntervalMs * (1 + jitter);
  const rounds = 1 + Math.min(fails, retriesMax);
  const nodesMs = faults.some(({ fault }) => isNodeFaultKind(fault)) ? 45_000 : 15_000;
  return Math.round(rounds * (recoveryMs + workMs) + nodesMs);
}
