import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { Millis, ScheduleId } from "../contract.ts";
import { type ReturnedClaim, isGrant, isMadeOnUnseenStates, timelineOfClaim } from "../grants.ts";
import type { ScheduleState } from "../history.ts";
import type { Operation } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import {
  type Reign,
  type StateChange,
  changesBefore,
  operationBehind,
  reignsWithin,
} from "../stateTimeline.ts";

/**
 * An index that says "due" is a hint; the canonical state decides, by the reference clock.
 *
 * A claim is judged by all states between its invocation and its own change, because it may count as having happened
 * at any moment of that window:
 * 1. a worker invokes `claim`, and the schedule is due;
 * 2. somebody moves the schedule into the future;
 * 3. the claim takes what it had read in two steps: as if it had happened before the move.
 * That it overwrites the move is the business of SC-3 and SC-11.
 */
export const scheduleIsNeverClaimedEarly: SchedulerRule = {
  id: "SC-1",
  level: "must",
  statement: "A schedule is claimed only when it is due, and for the occurrence that is due.",
  hint: "Is the due time checked against the canonical schedule, by the server's clock, in the same script that claims it?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    const judged = new Set<StateChange | Operation | null>();
    for (const claim of trial.claims) {
      const found = judgeReturned(trial, claim);
      violations.push(...found);
      judged.add(claim.grant);
      if (found.length > 0) judged.add(claim.operation);
    }
    for (const change of trial.changes) {
      const operation = operationBehind(change);
      if (operation === undefined || !isGrant(change)) continue;
      if (judged.has(change) || judged.has(operation)) continue;
      violations.push(...judgeUnreturned(trial, change, operation));
    }
    return violations;
  },
};

function judgeReturned(trial: SchedulerAnalysis, returned: ReturnedClaim): readonly Violation[] {
  const { operation, claim, grant } = returned;
  if (isMadeOnUnseenStates(returned)) return [];
  const timeline = timelineOfClaim(trial, returned);
  const window = grant ?? { index: operation.returnedIndex, at: operation.returnedAt };
  const reigns = reignsWithin(timeline, operation.invokedIndex, window.index - 1);
  const aheadMs = trial.nodes.clockAheadMs(operation.invokedIndex, window.index);
  if (reigns.some((reign) => obstacle(reign, window.at, claim.dueAtMs, aheadMs) === null))
    return [];

  const last = reigns.at(-1)!;
  return [
    {
      events: evidence(
        last.fromIndex,
        operation.invokedIndex,
        grant?.index,
        operation.returnedIndex,
      ),
      because: sentence(trial, claim.id, operation.process, window.at, last, claim.dueAtMs),
    },
  ];
}

/** The worker never heard of it, but the state shows that an occurrence was taken. */
function judgeUnreturned(
  trial: SchedulerAnalysis,
  change: StateChange,
  operation: Operation,
): readonly Violation[] {
  const dueAtMs = change.before?.nextRunAtMs ?? null;
  if (dueAtMs === null) return [];
  const timeline = trial.timelines.get(change.id) ?? [];
  const reigns = reignsWithin(timeline, operation.invokedIndex, change.index - 1);
  const aheadMs = trial.nodes.clockAheadMs(operation.invokedIndex, change.index);
  const isDue = (reign: Reign): boolean =>
    reign.state !== null && obstacle(reign, change.at, reign.state.nextRunAtMs, aheadMs) === null;
  if (reigns.some(isDue)) return [];

  const last = reigns.at(-1)!;
  return [
    {
      events: evidence(
        last.fromIndex,
        operation.invokedIndex,
        change.index,
        operation.returnedIndex,
      ),
      because: sentence(trial, change.id, operation.process, change.at, last, dueAtMs),
    },
  ];
}

type Obstacle = "absent" | "nothing-due" | "other-occurrence" | "not-due" | "not-begun" | "ended";

/**
 * Why an occurrence could not be claimed at any moment of a reign up to `untilAt`; null when it could. A subject cannot
 * know better than the clock of its server, so what that is ahead counts for it.
 */
function obstacle(
  reign: Reign,
  untilAt: Millis,
  dueAtMs: Millis | null,
  aheadMs = 0,
): Obstacle | null {
  const { state } = reign;
  const latest = Math.min(reign.untilAt, untilAt) + aheadMs;
  if (state === null) return "absent";
  if (state.nextRunAtMs === null) return "nothing-due";
  if (state.nextRunAtMs !== dueAtMs) return "other-occurrence";
  if (state.nextRunAtMs > latest) return "not-due";
  if (state.fromMs !== null && state.fromMs > latest) return "not-begun";
  // The end bounds the occurrence, not the claim: what was due before it may be claimed late.
  if (state.toMs !== null && state.nextRunAtMs > state.toMs) return "ended";
  return null;
}

function sentence(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  process: string,
  at: Millis,
  reign: Reign,
  dueAtMs: Millis,
): string {
  const claimed = `schedule ${id} was claimed by ${process} at ${trial.when(at)}`;
  const instant = (name: keyof ScheduleState): string => trial.when(Number(reign.state?.[name]));
  switch (obstacle(reign, at, dueAtMs)) {
    case "absent": {
      const existed = changesBefore(trial.timelines.get(id) ?? [], reign.fromIndex + 1) > 0;
      return `${claimed}, but did not exist${existed ? " any more" : ""}`;
    }
    case "nothing-due":
      return `${claimed} for ${trial.when(dueAtMs)}, but had no next occurrence`;
    case "other-occurrence":
      return `${claimed} for ${trial.when(dueAtMs)}, but its next occurrence was due at ${instant("nextRunAtMs")}`;
    case "not-begun":
      return `${claimed}, but does not begin before ${instant("fromMs")}`;
    case "ended":
      return `${claimed} for ${trial.when(dueAtMs)}, but had ended at ${instant("toMs")}`;
    case "not-due":
    case null:
      return `${claimed}, but was due at ${instant("nextRunAtMs")}`;
  }
}
