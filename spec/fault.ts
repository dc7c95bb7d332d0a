import { nodeFaultKinds, type NodeFault } from "./nodeFault.ts";

/**
 * When a fault strikes: `atMs` after the start of the run, or, when `request` is given, at that process's `request`-th
 * request (1 is the first) that reaches the node from `atMs` on. Crashing "at the third command" is how windows of a
 * few microseconds are hit.
 */
type Moment = { readonly atMs: number; readonly request?: number };

/** Faults of the kernel: they know processes, connections and requests, and nothing of any contract. */
export type KernelFault =
  /** The process dies: `before` the node executes the request, or `after`, so that only the reply is missing. */
  | (Moment & {
      readonly fault: "crash";
      readonly process: string;
      readonly edge?: "before" | "after";
      /** Null: it stays down until the quiet period restarts it. */
      readonly restartAfterMs: number | null;
    })
  /** The process stands still, as in a long garbage collection or under SIGSTOP; its clock goes on. */
  | (Moment & {
      readonly fault: "pause";
      readonly process: string;
      readonly edge?: "before" | "after";
      readonly forMs: number;
    })
  /** The process's wall clock is off by `byMs` from then on (negative: behind). */
  | {
      readonly fault: "skew";
      readonly process: string;
      readonly atMs: number;
      readonly byMs: number;
    }
  /** Existing connections of the process are cut and new ones refused. */
  | {
      readonly fault: "refuse";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** Each message of the process takes `byMs` longer. */
  | {
      readonly fault: "delay";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
      readonly byMs: number;
    }
  /** Half-open connections: bytes of existing connections vanish, nobody is told; reset when `forMs` is over. */
  | {
      readonly fault: "stall";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** Nothing passes between the process and any node; TCP delivers what was held when it heals. */
  | {
      readonly fault: "partition";
      readonly process: string;
      readonly atMs: number;
      readonly forMs: number;
    }
  /** The connection breaks before the node sees the request. */
  | {
      readonly fault: "cut-request";
      readonly process: string;
      readonly atMs: number;
      readonly request: number;
    }
  /** The node executes the request; the connection breaks before any of the reply arrives. */
  | {
      readonly fault: "lose-reply";
      readonly process: string;
      readonly atMs: number;
      readonly request: number;
    }
  /** The node executes the request; the connection breaks in the middle of the reply. */
  | {
      readonly fault: "cut-reply";
      readonly process: string;
      readonly atMs: number;
      readonly request: number;
    }
  /** The node forgets its cached scripts (a restart or SCRIPT FLUSH of somebody else). */
  | { readonly fault: "script-flush"; readonly atMs: number };

/** Faults in a scheduler's data, as other versions, operators and bugs leave them behind. */
export type ScheduleDataFault =
  /** The index says that the schedule is due `byMs` earlier, or later, than its canonical hash does. */
  | {
      readonly fault: "stale-early" | "stale-late";
      readonly atMs: number;
      readonly id: string;
      readonly byMs: number;
    }
  /** The schedule is not in the index. */
  | { readonly fault: "missing-member"; readonly atMs: number; readonly id: string }
  /** The index names a schedule that does not exist, as already due. */
  | { readonly fault: "orphan-member"; readonly atMs: number; readonly id: string }
  /** The index holds a member that is no schedule's name, with an infinite score. */
  | { readonly fault: "malformed-member"; readonly atMs: number }
  /** The canonical hash is gone (evicted, deleted by hand); everything else is still there. */
  | { readonly fault: "missing-hash"; readonly atMs: number; readonly id: string }
  /** The index's key holds a string. */
  | { readonly fault: "wrong-type"; readonly atMs: number };

export type SchedulerFault = KernelFault | ScheduleDataFault | NodeFault;

/** Every kind of fault of the scheduler contract, in the order in which they are listed to people. */
export const schedulerFaultKinds = [
  "crash",
  "pause",
  "skew",
  "refuse",
  "delay",
  "stall",
  "partition",
  "cut-request",
  "lose-reply",
  "cut-reply",
  "script-flush",
  "stale-early",
  "stale-late",
  "missing-member",
  "orphan-member",
  "malformed-member",
  "missing-hash",
  "wrong-type",
  ...nodeFaultKinds,
] as const satisfies readonly SchedulerFault["fault"][];

export type SchedulerFaultKind = (typeof schedulerFaultKinds)[number];
