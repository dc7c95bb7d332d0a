import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { completedClaim } from "../completedClaim.ts";
import type { Millis } from "../contract.ts";
import { type Operation, isWork } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import {
  type StateChange,
  changesWithin,
  hasSameTiming,
  operationBehind,
} from "../stateTimeline.ts";
import { clocksChangeBetween, cronMatches, nextCronInstant, nextOccurrence } from "../timetable.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * After an occurrence the schedule moves on by its timetable: with "coalesce" past everything that was missed, with
 * "catch-up" to the very next instant. It never repeats, bursts or skips.
 *
 * An interval may keep to its grid or count from the claim; both are common and the contract allows both. Cron around
 * a change of the zone's clocks is not judged, because implementations differ there. A step that belongs to a plan
 * which somebody changed meanwhile is the business of SC-11. No next instant at all is that of SC-4.
 */
export const misfirePolicyIsKept: SchedulerRule = {
  id: "SC-18",
  level: "must",
  statement:
    "After a run the next occurrence is the one that the timetable and the misfire policy name.",
  hint: "Is the next instant computed from the occurrence and the server's time, in the schedule's zone?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const change of trial.changes) {
      const operation = operationBehind(change);
      const next = change.after?.nextRunAtMs ?? null;
      if (operation === undefined || !isWork(operation) || next === null) continue;
      if (change.before === null || change.before.nextRunAtMs === next) continue;
      const step = stepOf(trial, change, operation);
      if (step === undefined) continue;
      const wrong = complaint(trial, change, next, step);
      if (wrong === undefined) continue;
      const { returnedIndex } = operation;
      violations.push({
        events: evidence(
          step.claimed.invokedIndex,
          operation.invokedIndex,
          change.index,
          returnedIndex,
        ),
        because: `${tellOperation(operation)} moved ${change.id} from ${trial.when(step.dueAtMs)} to ${trial.when(next)}, ${wrong}`,
      });
    }
    return violations;
  },
};

/** The move from one occurrence to the next: which one was run, and the operation that claimed it. */
type Step = { readonly dueAtMs: Millis; readonly claimed: Operation };

/** The step that a change completes; undefined when it is not known, or when somebody changed the plan during it. */
function stepOf(
  trial: SchedulerAnalysis,
  change: StateChange,
  operation: Operation,
): Step | undefined {
  const { call } = operation;
  const dueNow = change.before?.nextRunAtMs ?? null;
  if (call.name === "complete") {
    const claim = completedClaim(trial, operation);
    const { dueAtMs } = call.claim;
    if (claim === undefined || (dueNow !== null && dueNow !== dueAtMs)) return undefined;
    const takenIndex = claim.grant?.index ?? claim.operation.returnedIndex;
    if (isReplanned(trial, change, takenIndex, [operation, claim.operation])) return undefined;
    return { dueAtMs, claimed: claim.operation };
  }
  if (dueNow !== null) return { dueAtMs: dueNow, claimed: operation };
  const cleared = operation.changes.findLast(
    ({ id, index, before }) =>
      id === change.id && index < change.index && typeof before?.nextRunAtMs === "number",
  );
  if (cleared === undefined || isReplanned(trial, change, cleared.index, [operation]))
    return undefined;
  return { dueAtMs: cleared.before!.nextRunAtMs!, claimed: operation };
}

function isReplanned(
  trial: SchedulerAnalysis,
  change: StateChange,
  sinceIndex: number,
  own: readonly Operation[],
): boolean {
  const between = changesWithin(
    trial.timelines.get(change.id) ?? [],
    sinceIndex + 1,
    change.index - 1,
  );
  return between.some((other) => {
    const operation = operationBehind(other);
    if (operation !== undefined && own.includes(operation)) return false;
    const { before, after } = other;
    if (before === null || after === null) return true;
    return before.nextRunAtMs !== after.nextRunAtMs || !hasSameTiming(before, after);
  });
}

function complaint(
  trial: SchedulerAnalysis,
  change: StateChange,
  next: Millis,
  { dueAtMs, claimed }: Step,
): string | undefined {
  const state = change.before!;
  const { everyMs, cron, timezone, fromMs } = state;
  if (everyMs === null && cron === null) return undefined;
  const { misfire } = trial.declares;
  const aheadMs = trial.nodes.clockAheadMs(claimed.invokedIndex, change.index);
  const behindMs = trial.nodes.clockBehindMs(claimed.invokedIndex, change.index);

  const judge = (): string | undefined => {
    if (next <= dueAtMs) return "which is not after it";
    if (everyMs === null && !cronMatches(cron!, timezone, next)) {
      return `which "${cron}" in ${timezone ?? "UTC"} does not name`;
    }
    if (misfire === "catch-up") {
      const expected = nextOccurrence(
        { everyMs, cron, timezone, fromMs },
        dueAtMs,
        dueAtMs,
        misfire,
      );
      if (next === expected || expected === null) return undefined;
      return `but catching up, the next one is at ${trial.when(expected)}`;
    }
    if (next <= claimed.invokedAt - behindMs) {
      return `which had passed when it was claimed at ${trial.when(claimed.invokedAt)}`;
    }
    const reached = Math.max(change.at + aheadMs, dueAtMs, (fromMs ?? -Infinity) - 1);
    const latest = everyMs !== null ? reached + everyMs : nextCronInstant(cron!, timezone, reached);
    if (latest === null || next <= latest) return undefined;
    return `and skipped what was due by ${trial.when(latest)}`;
  };

  const wrong = judge();
  if (wrong === undefined || cron === null) return wrong;
  const dayMs = 86_400_000;
  const startMs = Math.min(dueAtMs, next, claimed.invokedAt) - dayMs;
  return clocksChangeBetween(timezone, startMs, Math.max(dueAtMs, next, change.at) + dayMs)
    ? undefined
    : wrong;
}
