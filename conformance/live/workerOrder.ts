import type { NodeAddress } from "../../adapters/clients/redisClient.ts";

/** What a worker process says on its standard output when it has loaded the subject of its first line. */
export const ready = "ready";

/** What it is told to do, as JSON on the second line of its standard input; the first is a `SubjectSource`. */
export type WorkerOrder = {
  /** The name of its process. */
  readonly process: string;
  /** What it is to do, which its contract knows. */
  readonly task: unknown;
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  readonly cluster: boolean;
  /** From what nodes are called ("172.18.0.2:6379") to the ports, on the loopback interface, through which it reaches them. */
  readonly nat: Readonly<Record<string, number>>;
  /** When the run begins, in milliseconds since the epoch; steps count from then. */
  readonly startMs: number;
  /** When it begins; a process that has to start again does not wait. */
  readonly beginsMs: number;
  /** From then on no step is taken any more, however late it is. */
  readonly quietAtMs: number;
  /** Its operations have the numbers after this one. */
  readonly lastOp: number;
  /** The file that it appends its journal to. */
  readonly journal: string;
};
