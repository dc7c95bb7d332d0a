import type { ScheduleDataFault } from "../fault.ts";
import type { Millis, ScheduleId } from "./contract.ts";
import type { SchedulerHistory } from "./history.ts";

/** A fault in a scheduler's data as it struck. */
export type DataFaultStrike = {
  readonly index: number;
  readonly at: Millis;
  readonly fault: ScheduleDataFault["fault"];
  /** The schedule whose entry was hit; null when it was the index as a whole. */
  readonly id: ScheduleId | null;
};

const hitsOneSchedule: Record<ScheduleDataFault["fault"], boolean> = {
  "stale-early": true,
  "stale-late": true,
  "missing-member": true,
  "orphan-member": true,
  "missing-hash": true,
  "malformed-member": false,
  "wrong-type": false,
};

/** The data faults of a run, in order. */
export function dataFaultsOf(history: SchedulerHistory): readonly DataFaultStrike[] {
  const strikes: DataFaultStrike[] = [];
  for (const [index, event] of history.entries()) {
    if (event.type !== "fault" || !isDataFault(event.fault)) continue;
    const id = hitsOneSchedule[event.fault] ? event.target : null;
    strikes.push({ index, at: event.at, fault: event.fault, id });
  }
  return strikes;
}

function isDataFault(fault: string): fault is ScheduleDataFault["fault"] {
  return Object.hasOwn(hitsOneSchedule, fault);
}
