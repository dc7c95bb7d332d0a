import type { ScheduleDataFault } from "./fault.ts";
import type { Millis, ScheduleId } from "./contract.ts";
import type { Incident } from "../worldIncidents.ts";

/** A fault in a scheduler's data as it struck; keys that vanished from the node are one too. */
export type DataFaultStrike = {
  readonly index: number;
  readonly at: Millis;
  readonly fault: ScheduleDataFault["fault"] | "flush" | "evict";
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
export function dataFaultsOf(incidents: readonly Incident[]): readonly DataFaultStrike[] {
  return incidents.flatMap(({ index, event }): readonly DataFaultStrike[] => {
    if (event.type === "incident" && (event.incident === "flush" || event.incident === "evict")) {
      return [{ index, at: event.at, fault: event.incident, id: null }];
    }
    if (event.type !== "fault" || !isDataFault(event.fault)) return [];
    const id = hitsOneSchedule[event.fault] ? event.target : null;
    return [{ index, at: event.at, fault: event.fault, id }];
  });
}

function isDataFault(fault: string): fault is ScheduleDataFault["fault"] {
  return Object.hasOwn(hitsOneSchedule, fault);
}
