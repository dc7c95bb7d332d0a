import { kernelFaultKinds, type KernelFault } from "../fault.ts";
import { nodeFaultKinds, type NodeFault } from "../nodeFault.ts";

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

/** Everything that may strike a scheduler: processes, network, nodes, and its data. */
export type SchedulerFault = KernelFault | ScheduleDataFault | NodeFault;

/** Every kind of fault of the scheduler contract, in the order in which they are listed to people. */
export const schedulerFaultKinds = [
  ...kernelFaultKinds,
  "stale-early",
  "stale-late",
  "missing-member",
  "orphan-member",
  "malformed-member",
  "missing-hash",
  "wrong-type",
  ...nodeFaultKinds,
] as const satisfies readonly SchedulerFault["fault"][];

/** The name of a fault that may strike a scheduler. */
export type SchedulerFaultKind = (typeof schedulerFaultKinds)[number];

/** Whether a name is that of a fault that may strike a scheduler. */
export function isSchedulerFaultKind(kind: string): kind is SchedulerFaultKind {
  return schedulerFaultKinds.some((known) => known === kind);
}
