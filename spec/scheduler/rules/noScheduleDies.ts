import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { Millis, ScheduleId } from "../contract.ts";
import type { ScheduleState } from "../history.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateChange, operationBehind } from "../stateTimeline.ts";
import { isOpenAtEnd, isStillAtWork } from "../stillAtWork.ts";
import { nextCronInstant } from "../timetable.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * A schedule without a next occurrence is never claimed again, so nothing in the scheduler would ever notice that it
 * has died. The usual cause: a claim clears the next instant, and whoever should have set the new one is gone.
 *
 * An occurrence that is due and never claimed belongs to SC-13.
 */
export const noScheduleDies: SchedulerRule = {
  id: "SC-4",
  level: "must",
  statement:
    "A schedule that has occurrences left has a next one, and a defined schedule exists until it is deleted.",
  hint: "Which crash leaves a schedule without a next instant, and who sets one afterwards?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const [id, state] of trial.final.schedules) {
      const violation = judgeNext(trial, id, state);
      if (violation !== undefined) violations.push(violation);
    }
    const ids = new Set(
      trial.operations.flatMap(({ call }) => (call.name === "define" ? [call.config.id] : [])),
    );
    for (const id of new Set([...ids, ...trial.timelines.keys()])) {
      if (trial.final.schedules.has(id)) continue;
      const violation = judgeExistence(trial, id);
      if (violation !== undefined) violations.push(violation);
    }
    return violations;
  },
};

function judgeNext(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  state: ScheduleState,
): Violation | undefined {
  if (state.status !== "active" || state.nextRunAtMs !== null) return undefined;
  if (state.limit !== null && state.runCount >= state.limit) return undefined;

  const cleared = lastClearing(trial, id);
  if (cleared === undefined || isUnfinished(trial, cleared)) return undefined;
  if (isMovedBeyondEnd(cleared)) return undefined;
  const finishedMs = finishedAt(trial, cleared) + trial.nodes.clockAheadMs(cleared.index, Infinity);
  const next = latestNext(state, finishedMs, cleared.before?.nextRunAtMs ?? null);
  if (next === null || next > (state.toMs ?? Infinity)) return undefined;

  const operation = operationBehind(cleared);
  const by = operation === undefined ? "somebody" : tellOperation(operation);
  return {
    events: evidence(
      operation?.invokedIndex,
      cleared.index,
      operation?.returnedIndex,
      trial.endIndex,
    ),
    because: `schedule ${id} is active, but ${by} left it without a next occurrence at ${trial.when(cleared.at)}, and nothing gave it one until the end`,
  };
}

/** The change that left the schedule without a next occurrence for good. */
function lastClearing(trial: SchedulerAnalysis, id: ScheduleId): StateChange | undefined {
  return (trial.timelines.get(id) ?? []).findLast(
    ({ before, after }) =>
      after !== null &&
      after.nextRunAtMs === null &&
      (before === null || before.nextRunAtMs !== null),
  );
}

/** The owner moved the next occurrence past the end of the schedule, where there is none. */
function isMovedBeyondEnd({ cause, after }: StateChange): boolean {
  if (cause.type !== "operation" || cause.operation.call.name !== "update") return false;
  return cause.operation.call.nextRunAtMs > (after?.toMs ?? Infinity);
}

/** The claim may still be under way, or the run too short for its lease to end and for the next claim to repair it. */
function isUnfinished(trial: SchedulerAnalysis, cleared: StateChange): boolean {
  const operation = operationBehind(cleared);
  if (operation !== undefined && (isOpenAtEnd(operation) || isStillAtWork(trial, operation)))
    return true;
  const patienceMs = (trial.declares.leaseMs ?? 0) + trial.latenessMsMax;
  return cleared.at + patienceMs > trial.endAt;
}

/**
 * The latest instant at which the decision "nothing is left" may have been taken. A claim in two steps clears the next
 * instant in the first and decides in the second, which a pause of the process may have delayed for long:
 * 1. the claim clears the next instant before `toMs`;
 * 2. its worker stands still until after `toMs`;
 * 3. the second step finds, rightly, that nothing is left.
 */
function finishedAt(trial: SchedulerAnalysis, cleared: StateChange): Millis {
  const operation = operationBehind(cleared);
  if (operation === undefined) return trial.endAt;
  const later = trial
    .callsOn(cleared.id)
    .filter(({ call, invokedIndex }) => call.name === "complete" && invokedIndex > cleared.index);
  const ends = [operation, ...later].map(({ outcome, returnedAt }) =>
    outcome.type === "unknown" ? trial.endAt : returnedAt,
  );
  return Math.max(cleared.at, ...ends);
}

/** The latest instant that a subject may choose as the next one; null when there is none. */
function latestNext(state: ScheduleState, nowMs: Millis, dueAtMs: Millis | null): Millis | null {
  const reached = Math.max(nowMs, dueAtMs ?? -Infinity);
  const fromMs = state.fromMs ?? -Infinity;
  if (state.everyMs !== null) return Math.max(reached, fromMs) + state.everyMs;
  if (state.cron === null) return null;
  return nextCronInstant(state.cron, state.timezone, Math.max(reached, fromMs));
}

function judgeExistence(trial: SchedulerAnalysis, id: ScheduleId): Violation | undefined {
  const last = trial.timelines.get(id)?.at(-1);
  if (last === undefined) {
    const defined = trial
      .callsOn(id)
      .findLast(({ call, outcome }) => call.name === "define" && outcome.type === "ok");
    // It existed at a node that had been replaced; what becomes of that is the business of SC-20.
    if (defined === undefined || defined.isAside) return undefined;
    const because = `schedule ${id} was defined by ${defined.process} at ${trial.when(defined.returnedAt)}, but never existed`;
    return { events: evidence(defined.invokedIndex, defined.returnedIndex), because };
  }
  if (last.after !== null) {
    const because = `schedule ${id} existed after ${trial.when(last.at)} and is gone at the end, although nobody deleted it`;
    return { events: evidence(last.index, trial.endIndex), because };
  }
  const operation = operationBehind(last);
  if (operation === undefined || operation.call.name === "delete") return undefined;
  const because = `schedule ${id} was removed by ${tellOperation(operation)} at ${trial.when(last.at)}`;
  return { events: evidence(operation.invokedIndex, last.index, operation.returnedIndex), because };
}
