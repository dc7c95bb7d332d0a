import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { isGrant } from "../grants.ts";
import { type Operation, isWork } from "../operations.ts";
import { isStillAtWork } from "../stillAtWork.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateChange, operationBehind } from "../stateTimeline.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * An occurrence that was canonical runs at least once, whoever crashes when. So the instant may leave the canonical
 * state only after it was dispatched, or when the schedule's owner moves it.
 *
 * Not judged, because the work may still be under way or the occurrence may be given up:
 * 1. removals so late that a lease and the promised lateness do not fit into the rest of the run;
 * 2. claims whose worker was still dispatching when the run ended;
 * 3. removals that an incident undid: the occurrence is there again, or went with the plan that it belonged to;
 * 4. instants after the schedule's end, beyond its limit, or given up unclaimed after its end (see `claimability`).
 */
export const noOccurrenceIsLost: SchedulerRule = {
  id: "SC-3",
  level: "must",
  statement:
    "An occurrence that was due is dispatched at least once, unless the owner of the schedule changed the plan.",
  hint: "What if the worker dies, or the reply is lost, right after the claim: does anybody still know of the occurrence?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const change of trial.changes) {
      const operation = operationBehind(change);
      const dueAtMs = change.before?.nextRunAtMs ?? null;
      if (operation === undefined || !isWork(operation) || dueAtMs === null) continue;
      if (change.after?.nextRunAtMs === dueAtMs || mayGiveUp(trial, change, dueAtMs)) continue;
      if (trial.lineages.undoneBy(change) !== undefined) continue;
      if (trial.dispatchesOf(change.id, dueAtMs).length > 0) continue;
      if (isUnderWay(trial, change, operation)) continue;
      if (comesBack(trial, change, dueAtMs)) continue;
      violations.push({
        events: evidence(operation.invokedIndex, change.index, operation.returnedIndex),
        because: sentence(trial, change, operation, dueAtMs),
      });
    }
    return violations;
  },
};

function mayGiveUp(trial: SchedulerAnalysis, change: StateChange, dueAtMs: number): boolean {
  const { toMs, limit, runCount, leasedUntilMs } = change.before!;
  if (toMs !== null && dueAtMs > toMs) return true;
  if (limit !== null && runCount >= limit && leasedUntilMs === null) return true;
  const latest = change.at + trial.nodes.clockAheadMs(change.index, change.index);
  return toMs !== null && latest > toMs && !isGrant(change) && !isCompletion(change);
}

function isCompletion(change: StateChange): boolean {
  return operationBehind(change)?.call.name === "complete";
}

function isUnderWay(trial: SchedulerAnalysis, change: StateChange, operation: Operation): boolean {
  const patienceMs = (trial.declares.leaseMs ?? 0) + trial.latenessMsMax;
  return change.at + patienceMs > trial.endAt || isStillAtWork(trial, operation);
}

/** When the same instant is canonical once more, nothing is lost yet; its next removal is judged by itself. */
function comesBack(trial: SchedulerAnalysis, removal: StateChange, dueAtMs: number): boolean {
  return (trial.timelines.get(removal.id) ?? []).some(
    ({ index, after }) => index > removal.index && after?.nextRunAtMs === dueAtMs,
  );
}

function sentence(
  trial: SchedulerAnalysis,
  change: StateChange,
  operation: Operation,
  dueAtMs: number,
): string {
  const what = `the occurrence of ${change.id} due at ${trial.when(dueAtMs)}`;
  const { call, outcome } = operation;
  const by = `${tellOperation(operation)} at ${trial.when(change.at)}`;
  const isOther = call.name === "complete" && call.claim.dueAtMs !== dueAtMs;
  if (isOther) {
    const own = trial.when(call.claim.dueAtMs);
    return `${what} was overwritten by ${by}, which was about the one due at ${own}, and never dispatched`;
  }
  const end = outcome.type === "unknown" ? ` (its outcome is unknown: ${outcome.reason})` : "";
  return `${what} was removed by ${by}${end} and never dispatched`;
}
