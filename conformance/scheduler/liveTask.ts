import type { ScenarioWorker, SchedulerStep } from "../../spec/scheduler/scenario.ts";

/** What a worker process of the `live` backend is to do. */
export type SchedulerTask = {
  readonly worker: ScenarioWorker;
  /** When the run begins, in milliseconds since the epoch; steps count from then. */
  readonly startMs: number;
  readonly steps: readonly SchedulerStep[];
};
