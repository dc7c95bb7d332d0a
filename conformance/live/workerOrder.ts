import type { NodeAddress } from "../../adapters/clients/redisClient.ts";
import type { ScenarioWorker, SchedulerStep } from "../../spec/scheduler/scenario.ts";

/** All that a worker process is told, as JSON on the first line of its standard input. */
export type WorkerOrder = {
  readonly worker: ScenarioWorker;
  /** As for `loadSubject`. */
  readonly subject: string;
  readonly module: string | null;
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  readonly cluster: boolean;
  /** When the run begins, in milliseconds since the epoch; steps count from then. */
  readonly startMs: number;
  /** When it first polls; a process that has to start again does not wait. */
  readonly firstPollMs: number;
  readonly steps: readonly SchedulerStep[];
  /** From then on no step is taken any more, however late it is. */
  readonly quietAtMs: number;
  /** Its operations have the numbers after this one. */
  readonly lastOp: number;
  /** The file that it appends its journal to. */
  readonly journal: string;
};
