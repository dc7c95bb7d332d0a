import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import type { BalancerStep, StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import type { ScenarioPart } from "../contracts/contract.ts";
import { quietMsOf } from "./quietMsOf.ts";

/** What a reader has to follow: the faults, then the steps. Working on what they are given is what consumers do anyway. */
export function partsOf({ faults, steps }: StreamBalancerScenario): readonly ScenarioPart[] {
  return [...faults, ...steps];
}

/** The same scenario with the parts at these positions of `partsOf`, and no others; with less to do all is done sooner. */
export function withParts(
  scenario: StreamBalancerScenario,
  positions: readonly number[],
): StreamBalancerScenario {
  const kept = new Set(positions);
  const { faults, steps } = scenario;
  const rest = {
    ...scenario,
    faults: faults.filter((_, i) => kept.has(i)),
    steps: steps.filter((_, i) => kept.has(faults.length + i)),
  };
  return { ...rest, quietMs: Math.min(scenario.quietMs, quietMsOf(rest)) };
}

/** The same scenario without a worker: another of its role takes its steps, and what befell it befalls nobody. */
export function withoutWorker(
  scenario: StreamBalancerScenario,
  name: string,
): StreamBalancerScenario {
  const gone = scenario.workers.find((worker) => worker.name === name);
  const workers = scenario.workers.filter((worker) => worker !== gone);
  const heir = workers.find(({ role }) => role === gone?.role);
  if (heir === undefined) return scenario;
  const inherit = (step: BalancerStep): BalancerStep =>
    step.by === name ? { ...step, by: heir.name } : step;
  const concerns = (fault: StreamBalancerFault): boolean =>
    "process" in fault && fault.process === name;
  return {
    ...scenario,
    workers,
    steps: scenario.steps.map(inherit),
    faults: scenario.faults.filter((fault) => !concerns(fault)),
  };
}
