import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";

/** Everything that a reader of a scenario has to follow: schedules that were there, calls, and faults. */
export const countSteps = (scenario: SchedulerScenario): number =>
  scenario.legacy.length + scenario.steps.length + scenario.faults.length;
