import type { NodeAddress } from "../../adapters/clients/redisClient.ts";
import type { ScenarioWorker, SchedulerStep } from "../../spec/scheduler/scenario.ts";

/** What a worker process says on its standard output when it has loaded the subject of its first line. */
export const ready = "ready";

/** What it is told to do, as JSON on the second line of its standard input; the first is a `SubjectSource`. */
export type WorkerOrder = {
  readonly worker: ScenarioWorker;
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  readonly cluster: boolean;
  /** From what nodes are called ("172.18.0.2:6379") to the ports, on the loopback interface, through which it reaches them. */
  readonly nat: Readonly<Record<string, number>>;
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
