import type { SchedulerFault } from "../fault.ts";
import type { ScenarioSchedule, SchedulerScenario, SchedulerStep } from "../scenario.ts";

/** One thing that a scenario can be told without: a call, a fault, or a schedule of the unindexed layout. */
export type ScenarioPart =
  | { readonly kind: "step"; readonly part: SchedulerStep }
  | { readonly kind: "fault"; readonly part: SchedulerFault }
  | { readonly kind: "legacy"; readonly part: ScenarioSchedule };

/** What a reader has to follow. Polling is what workers do anyway. */
export function partsOf({ steps, faults, legacy }: SchedulerScenario): readonly ScenarioPart[] {
  return [
    ...faults.map((part) => ({ kind: "fault", part }) as const),
    ...steps.map((part) => ({ kind: "step", part }) as const),
    ...legacy.map((part) => ({ kind: "legacy", part }) as const),
  ];
}

/** The same scenario with these parts and no others. */
export function withParts(
  scenario: SchedulerScenario,
  parts: readonly ScenarioPart[],
): SchedulerScenario {
  return {
    ...scenario,
    steps: parts.flatMap((part) => (part.kind === "step" ? [part.part] : [])),
    faults: parts.flatMap((part) => (part.kind === "fault" ? [part.part] : [])),
    legacy: parts.flatMap((part) => (part.kind === "legacy" ? [part.part] : [])),
  };
}

/** The same scenario without a worker: the first of the others makes its calls, and what befell it befalls nobody. */
export function withoutWorker(scenario: SchedulerScenario, name: string): SchedulerScenario {
  const workers = scenario.workers.filter((worker) => worker.name !== name);
  const [heir] = workers;
  if (heir === undefined) return scenario;
  return {
    ...scenario,
    workers,
    steps: scenario.steps.map((step) => (step.by === name ? { ...step, by: heir.name } : step)),
    faults: scenario.faults.filter((fault) => !("process" in fault) || fault.process !== name),
  };
}
