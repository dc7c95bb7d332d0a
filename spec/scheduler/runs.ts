import type { SchedulerAnalysis } from "./analyse.ts";
import type { ScheduleId } from "./contract.ts";
import { isGrant } from "./grants.ts";
import type { Operation } from "./operations.ts";
import { type Life, type StateChange, operationBehind, setBackWithin } from "./stateTimeline.ts";

/** Something that counts as a run of a schedule: an occurrence that was claimed, or a trigger. */
export type Run = {
  /** The occurrence; null for a triggered run, which belongs to no instant. */
  readonly dueAtMs: number | null;
  readonly operation: Operation;
  /** The change that shows it; null when none was seen. */
  readonly change: StateChange | null;
  /** It happened after `fromIndex` and not after `untilIndex`. */
  readonly fromIndex: number;
  readonly untilIndex: number;
};

/**
 * The runs that certainly happened in one life of a schedule, in the order in which they had happened: one for each
 * occurrence, however often it was claimed, and one for each trigger.
 *
 * A run that an incident undid is none: the schedule that came back knows nothing of it, and will run that occurrence
 * again. Nor is one that an incident may have undone, when nobody saw the change that would tell.
 */
export function runsOf(trial: SchedulerAnalysis, id: ScheduleId, life: Life): readonly Run[] {
  const runs = [...claimedIn(trial, id, life), ...triggeredIn(trial, id, life)];
  runs.sort((a, b) => a.untilIndex - b.untilIndex);
  const seen = new Set<number>();
  return runs.filter(({ dueAtMs }) => {
    if (dueAtMs === null) return true;
    if (seen.has(dueAtMs)) return false;
    seen.add(dueAtMs);
    return true;
  });
}

function claimedIn(trial: SchedulerAnalysis, id: ScheduleId, life: Life): readonly Run[] {
  const runs: Run[] = [];
  for (const { operation, claim, grant } of trial.claimsOn(id)) {
    if (grant === null ? mayBeUndone(trial, id, operation) : isUndone(trial, grant)) continue;
    const run = placed(operation, grant, claim.dueAtMs, life);
    if (run !== undefined) runs.push(run);
  }
  // A claim of which no worker heard counts when the state shows that it was counted.
  for (const change of trial.lineages.of(id)) {
    const operation = operationBehind(change);
    const dueAtMs = change.before?.nextRunAtMs ?? null;
    if (operation === undefined || dueAtMs === null || !isGrant(change)) continue;
    if (!raisesCount(change)) continue;
    const run = placed(operation, change, dueAtMs, life);
    if (run !== undefined) runs.push(run);
  }
  return runs;
}

function triggeredIn(trial: SchedulerAnalysis, id: ScheduleId, life: Life): readonly Run[] {
  return trial.callsOn(id).flatMap((operation) => {
    if (operation.call.name !== "trigger") return [];
    const raising = operation.changes.filter(raisesCount);
    const change = raising.find((raise) => !isUndone(trial, raise)) ?? null;
    if (change === null && (raising.length > 0 || mayBeUndone(trial, id, operation))) return [];
    const isAcknowledged = operation.outcome.type === "ok" && operation.outcome.value === true;
    const isRefused = operation.outcome.type === "ok" && operation.outcome.value === false;
    if (isRefused || (!isAcknowledged && change === null)) return [];
    return placed(operation, change, null, life) ?? [];
  });
}

function isUndone(trial: SchedulerAnalysis, change: StateChange): boolean {
  return trial.lineages.undoneBy(change) !== undefined;
}

/** Whether an incident may have undone what an operation did to a schedule, when nobody saw what it did. */
export function mayBeUndone(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  { isAside, invokedIndex }: Operation,
): boolean {
  const timeline = trial.timelines.get(id) ?? [];
  return isAside || setBackWithin(timeline, invokedIndex, Infinity) !== undefined;
}

export function raisesCount({ before, after }: StateChange): boolean {
  return before !== null && after !== null && after.runCount > before.runCount;
}

function placed(
  operation: Operation,
  change: StateChange | null,
  dueAtMs: number | null,
  life: Life,
): Run | undefined {
  const fromIndex = change?.index ?? operation.invokedIndex;
  const untilIndex = change?.index ?? operation.returnedIndex;
  if (fromIndex <= life.fromIndex || untilIndex >= life.untilIndex) return undefined;
  return { dueAtMs, operation, change, fromIndex, untilIndex };
}
