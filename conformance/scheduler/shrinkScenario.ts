import type { Value } from "fast-check";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";
import type { ScenarioDrawOptions, ScenarioRun } from "./scenarioRun.ts";

export type ShrinkOptions = {
  readonly subject: SchedulerSubject;
  readonly seed: number;
  /** The rule that must stay violated. */
  readonly rule: string;
  readonly draw: ScenarioDrawOptions;
  /** Runs that may be spent. */
  readonly runsMax: number;
  readonly onProgress?: (runs: number, steps: number) => void;
};

export type Shrunk = {
  readonly scenario: SchedulerScenario;
  /** Runs that were spent. */
  readonly runs: number;
};

/**
 * Makes the scenario of a seed as small as it gets while the same rule stays violated: fast-check proposes smaller
 * ones, best first, and the first that still fails is taken, until none does or the budget is used.
 */
export async function shrinkScenario(options: ShrinkOptions): Promise<Shrunk> {
  const { subject, seed, rule, runsMax } = options;
  const { arbitrary, drawn } = drawScenario(seed, options.draw);
  const tried = new Set<string>();
  let smallest: Value<SchedulerScenario> = drawn;
  let runs = 0;

  search: for (;;) {
    for (const candidate of arbitrary.shrink(smallest.value, smallest.context)) {
      const text = JSON.stringify(candidate.value);
      if (tried.has(text)) continue;
      tried.add(text);
      if (runs >= runsMax) break search;
      runs++;
      const run = await runScenario({
        subject,
        scenario: candidate.value,
        seed,
        journal: "digest",
      });
      if (!isViolated(run, rule)) continue;
      smallest = candidate;
      options.onProgress?.(runs, stepsOf(candidate.value));
      continue search;
    }
    break;
  }
  return { scenario: smallest.value, runs };
}

/** What a reader has to follow: calls and faults. Polling is what workers do anyway. */
export function stepsOf(scenario: SchedulerScenario): number {
  return scenario.steps.length + scenario.faults.length + scenario.legacy.length;
}

function isViolated(run: ScenarioRun, rule: string): boolean {
  return (
    run.undecided.length === 0 &&
    run.verdicts.some((verdict) => verdict.verdict === "violated" && verdict.rule.id === rule)
  );
}
