import type { Millis, ScheduleId } from "./contract.ts";
import type { ScheduleState } from "./history.ts";
import type { Setback } from "../lineage.ts";
import type { Operation } from "./operations.ts";

/** A change of one schedule's canonical state. */
export type StateChange = {
  readonly index: number;
  readonly at: Millis;
  readonly id: ScheduleId;
  readonly before: ScheduleState | null;
  readonly after: ScheduleState | null;
  readonly cause: Cause;
  /** The change whose state it was made on; null before the first. After an incident that is not the one before it. */
  readonly parent: StateChange | null;
  /** The node where it was made when that had been replaced as the owner before; null for a change at the owner. */
  readonly aside: string | null;
};

/**
 * Who changed the state. `somebody` is a process whose operation is not known, because its connection repeated a
 * command: any operation of that process may have been it.
 */
export type Cause =
  | { readonly type: "operation"; readonly operation: Operation }
  | { readonly type: "somebody"; readonly process: string }
  | { readonly type: "fault" }
  /** A node with other data became the owner, or the owner lost data: nobody changed anything. */
  | { readonly type: "incident"; readonly setback: Setback };

/** Everything that a state consists of. */
const stateFields = [
  "status",
  "nextRunAtMs",
  "runCount",
  "everyMs",
  "cron",
  "timezone",
  "fromMs",
  "toMs",
  "limit",
  "leasedUntilMs",
] as const satisfies readonly (keyof ScheduleState)[];

/** All changes of one schedule, in order. Before the first of them there was no schedule. */
export type StateTimeline = readonly StateChange[];

/** A canonical state while it was in force: at positions after `fromIndex`, up to and including `untilIndex`. */
export type Reign = {
  readonly state: ScheduleState | null;
  readonly fromIndex: number;
  readonly fromAt: Millis;
  readonly untilIndex: number;
  readonly untilAt: Millis;
};

/** How many of the changes lie before a position: the state in force there is what the last of them left. */
export function changesBefore(timeline: StateTimeline, index: number): number {
  let low = 0;
  let high = timeline.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeline[middle]!.index < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes at positions from `fromIndex` to `untilIndex`, both included. */
export function changesWithin(
  timeline: StateTimeline,
  fromIndex: number,
  untilIndex: number,
): readonly StateChange[] {
  return timeline.slice(
    changesBefore(timeline, fromIndex),
    untilIndex === Infinity ? timeline.length : changesBefore(timeline, untilIndex + 1),
  );
}

/** The first incident between two positions, both included, that left a schedule in another state; undefined without one. */
export function setBackWithin(
  timeline: StateTimeline,
  fromIndex: number,
  untilIndex: number,
): StateChange | undefined {
  return changesWithin(timeline, fromIndex, untilIndex).find(
    ({ cause }) => cause.type === "incident",
  );
}

/** The states in force at some moment between two positions, in order; at least one. */
export function reignsWithin(
  timeline: StateTimeline,
  fromIndex: number,
  untilIndex: number,
): readonly Reign[] {
  const reigns: Reign[] = [];
  let last = changesBefore(timeline, fromIndex) - 1;
  for (; ; last++) {
    const from = timeline[last];
    const until = timeline[last + 1];
    reigns.push({
      state: from?.after ?? null,
      fromIndex: from?.index ?? -1,
      fromAt: from?.at ?? -Infinity,
      untilIndex: until?.index ?? Infinity,
      untilAt: until?.at ?? Infinity,
    });
    if (until === undefined || until.index > untilIndex) return reigns;
  }
}

/** One existence of a schedule, from the change that created it to the one that removed it. */
export type Life = {
  readonly created: StateChange;
  readonly fromIndex: number;
  /** Infinity for a schedule that exists at the end. */
  readonly untilIndex: number;
};

/** The existences of a schedule, in order: one more after each deletion that was followed by a definition. */
export function livesOf(timeline: StateTimeline): readonly Life[] {
  const lives: Life[] = [];
  for (const [position, created] of timeline.entries()) {
    if (created.before !== null || created.after === null) continue;
    const removed = timeline.slice(position + 1).find((change) => change.after === null);
    const untilIndex = removed?.index ?? Infinity;
    lives.push({ created, fromIndex: created.index, untilIndex });
  }
  return lives;
}

/** Whether two states run on the same timetable. What is due next and who holds it may differ. */
export function hasSameTiming(a: ScheduleState, b: ScheduleState): boolean {
  return (
    a.everyMs === b.everyMs &&
    a.cron === b.cron &&
    a.timezone === b.timezone &&
    a.fromMs === b.fromMs &&
    a.toMs === b.toMs
  );
}

/** Whether two states are the same in all that they consist of. */
export function isSameState(a: ScheduleState, b: ScheduleState): boolean {
  return stateFields.every((field) => a[field] === b[field]);
}

/** The operation that made a change; undefined for a fault or an operation that is not known. */
export function operationBehind(change: StateChange): Operation | undefined {
  return change.cause.type === "operation" ? change.cause.operation : undefined;
}
