import type { WorldEvent } from "../../spec/worldEvent.ts";
import type { EntryKind, Lane } from "../timeline.ts";

export const processLane = (name: string): Lane => ({ kind: "process", name });
export const nodeLane = (name: string): Lane => ({ kind: "node", name });
export const keyLane = (name: string): Lane => ({ kind: "key", name });

/**
 * Whom an event concerns that every contract's history has.
 *
 * @param isProcess tells the names of processes from those of data, as a fault says only whom it hit
 */
export function worldLanes(event: WorldEvent, isProcess: (name: string) => boolean): Lane[] {
  switch (event.type) {
    case "fault":
      return [laneOf(event.target, isProcess)];
    case "incident":
      return [event.node, ...(event.replaces === null ? [] : [event.replaces])].map(nodeLane);
    case "node":
      return [nodeLane(event.node)];
    case "process":
      return [processLane(event.process)];
    case "phase":
      return [];
  }
}

export const worldKind = ({ type }: WorldEvent): EntryKind =>
  type === "fault" || type === "incident" ? "fault" : "notice";

function laneOf(target: string, isProcess: (name: string) => boolean): Lane {
  if (isProcess(target)) return processLane(target);
  return /^redis-\d+$/.test(target) ? nodeLane(target) : keyLane(target);
}
