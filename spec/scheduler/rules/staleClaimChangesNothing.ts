import type { Violation } from "../../rule.ts";
import { completedClaim } from "../completedClaim.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { isGrant } from "../grants.ts";
import { comesFrom } from "../../lineage.ts";
import { type Operation, isReplanning, isWork } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import {
  type StateChange,
  changesWithin,
  hasSameTiming,
  operationBehind,
} from "../stateTimeline.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * Between a claim and its end anything may happen: the lease runs out and another worker claims, the owner deletes or
 * moves the schedule. Whatever the first worker writes afterwards belongs to a plan that is no longer in force.
 *
 * A pause or a resumption in between does not make a claim stale, nor does a definition that leaves the claimed
 * instant in place; what an incident undid did not happen for whoever comes after it. Whether the answer must be false is only asked of claims that carry a token.
 */
export const staleClaimChangesNothing: SchedulerRule = {
  id: "SC-11",
  level: "must",
  statement: "A claim that is no longer the latest changes nothing.",
  hint: "Is the write that ends a claim guarded by the claim's token and by the schedule's present plan?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const operation of trial.operations) {
      if (!isWork(operation)) continue;
      violations.push(...overwritten(trial, operation));
      if (operation.call.name === "complete") violations.push(...staleCompletion(trial, operation));
    }
    return violations;
  },
};

function staleCompletion(trial: SchedulerAnalysis, operation: Operation): readonly Violation[] {
  const { call, outcome, changes, changesAside, invokedIndex, returnedIndex, process } = operation;
  if (call.name !== "complete") return [];
  const claim = completedClaim(trial, operation);
  if (claim === undefined) return [];
  const takenIndex = claim.grant?.index ?? claim.operation.returnedIndex;
  const { id, dueAtMs, token } = call.claim;
  const written = [...changes, ...changesAside].find((change) => change.id === id);
  if (written === undefined && operation.isAside) return [];
  const since = changesWithin(trial.timelines.get(id) ?? [], takenIndex + 1, invokedIndex);
  const superseding = since.find(
    (change) =>
      supersedes(change, claim.operation, dueAtMs) &&
      (written === undefined
        ? !isUndoneBefore(trial, change, returnedIndex)
        : comesFrom(written, change)),
  );
  if (superseding === undefined) return [];

  const what = `the claim of ${id} due at ${trial.when(dueAtMs)} by ${process}`;
  const stale = `${what} was superseded by ${actor(superseding)} at ${trial.when(superseding.at)}`;
  const events = evidence(
    takenIndex,
    superseding.index,
    invokedIndex,
    written?.index,
    returnedIndex,
  );
  if (written !== undefined) {
    const because = `${stale}, but its completion changed the schedule at ${trial.when(written.at)}`;
    return [{ events, because }];
  }
  if (token !== null && outcome.type === "ok" && outcome.value === true) {
    return [{ events, because: `${stale}, but its completion was accepted` }];
  }
  return [];
}

function isUndoneBefore(trial: SchedulerAnalysis, change: StateChange, index: number): boolean {
  const setback = trial.lineages.undoneBy(change);
  return setback !== undefined && setback.index < index;
}

/** Whether a change by somebody else ended a claim on an instant. */
function supersedes(change: StateChange, claim: Operation, dueAtMs: number): boolean {
  const operation = operationBehind(change);
  if (operation === undefined || operation === claim) return false;
  if (isGrant(change)) return true;
  if (!isReplanning(operation)) return false;
  if (change.after === null || change.before === null) return true;
  // A claim that moved the schedule on when it was made holds no instant that could be moved under it; only a
  // change of the claimed instant itself ends it for certain.
  return change.before.nextRunAtMs === dueAtMs && change.after.nextRunAtMs !== dueAtMs;
}

/**
 * Steps of one operation with somebody else's change of plan between them:
 * 1. the claim takes the occurrence;
 * 2. somebody moves, redefines or deletes the schedule, or claims it;
 * 3. a later step of the claim writes the next instant that follows from what it had read before.
 * When the command was repeated, the second execution may be a new claim: that is not a later step.
 */
function overwritten(trial: SchedulerAnalysis, operation: Operation): readonly Violation[] {
  if (operation.changes.length < 2) return [];
  const violations: Violation[] = [];
  for (const [position, later] of operation.changes.entries()) {
    const earlier = operation.changes.slice(0, position).findLast(({ id }) => id === later.id);
    if (earlier === undefined || isGrant(later) || !changesPlan(later)) continue;
    // When an incident undid the first step, this is the first step of an execution that knew what came between.
    if (!comesFrom(later, earlier)) continue;
    const timeline = trial.timelines.get(later.id) ?? [];
    const foreign = changesWithin(timeline, earlier.index + 1, later.index - 1).find((change) => {
      const other = operationBehind(change);
      if (other === undefined || other === operation || !comesFrom(later, change)) return false;
      return isGrant(change) || changesPlan(change);
    });
    if (foreign === undefined) continue;

    const { invokedIndex, returnedIndex } = operation;
    violations.push({
      events: evidence(invokedIndex, earlier.index, foreign.index, later.index, returnedIndex),
      because: `${tellOperation(operation)} began at ${trial.when(operation.invokedAt)} and at ${trial.when(later.at)} overwrote what ${actor(foreign)} had changed in schedule ${later.id} at ${trial.when(foreign.at)}`,
    });
  }
  return violations;
}

function changesPlan({ before, after }: StateChange): boolean {
  if (before === null || after === null) return true;
  return before.nextRunAtMs !== after.nextRunAtMs || !hasSameTiming(before, after);
}

function actor(change: StateChange): string {
  const operation = operationBehind(change);
  return operation === undefined ? "somebody" : tellOperation(operation);
}
