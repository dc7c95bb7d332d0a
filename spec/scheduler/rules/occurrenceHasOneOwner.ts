import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { type ReturnedClaim, isMadeOnUnseenStates } from "../grants.ts";
import { comesFrom, lineageOf, setBackWithin } from "../lineage.ts";
import { type Operation, isReplanning, scheduleOf, settledIndex } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateChange, changesWithin, operationBehind } from "../stateTimeline.ts";

/**
 * Two workers that hold the same occurrence run it twice. A second claim needs a cause: the lease of the first was
 * over, or somebody made the same instant due again. A crash is no cause by itself, because nobody can see it.
 *
 * Nor is a failover, unless it undid the first claim: then the second was made on a state in which there is none. Which
 * claims an incident undid, the states say that came after it.
 *
 * Claims of which no worker heard are not counted: their worker does nothing, and a subject may hand such a claim
 * to the same worker again.
 */
export const occurrenceHasOneOwner: SchedulerRule = {
  id: "SC-2",
  level: "must",
  statement:
    "An occurrence is claimed by one worker at a time, and never again once it was completed.",
  hint: "Is the claim one atomic step, and does the next claimer respect the lease?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const claims of trial.claimsByOccurrence.values()) {
      const ordered = claims.toSorted((a, b) => takenIndex(a) - takenIndex(b));
      for (const [position, second] of ordered.entries()) {
        const first = ordered
          .slice(0, position)
          .findLast((earlier) => !isUnknownTo(trial, earlier, second));
        if (first === undefined || wasDueAgain(trial, first, second)) continue;
        violations.push(...judgePair(trial, first, second));
      }
    }
    return violations;
  },
};

/** Whether the states that the second claim was made on do not come from the first claim. */
function isUnknownTo(
  trial: SchedulerAnalysis,
  first: ReturnedClaim,
  second: ReturnedClaim,
): boolean {
  if (first.grant !== null && second.grant !== null) return !comesFrom(second.grant, first.grant);
  if (isMadeOnUnseenStates(first) || isMadeOnUnseenStates(second)) return true;
  return isSetBackBetween(trial, first.operation, second);
}

/** Whether an incident changed the schedule after a call on it had begun, and before a claim of it had ended. */
function isSetBackBetween(
  trial: SchedulerAnalysis,
  { invokedIndex }: Operation,
  { claim, operation, grant }: ReturnedClaim,
): boolean {
  const untilIndex = grant?.index ?? operation.returnedIndex;
  const timeline = trial.timelines.get(claim.id) ?? [];
  return setBackWithin(timeline, invokedIndex, untilIndex) !== undefined;
}

/** Whether the states that a claim was made on come from a completion. */
function isCompletedFor(
  trial: SchedulerAnalysis,
  completion: Operation,
  claim: ReturnedClaim,
): boolean {
  const { id } = claim.claim;
  const written = [...completion.changes, ...completion.changesAside].find(
    (change) => change.id === id,
  );
  if (written !== undefined && claim.grant !== null) return comesFrom(claim.grant, written);
  return !completion.isAside && !isSetBackBetween(trial, completion, claim);
}

function judgePair(
  trial: SchedulerAnalysis,
  first: ReturnedClaim,
  second: ReturnedClaim,
): readonly Violation[] {
  const { id, dueAtMs } = first.claim;
  const workers = [first, second].map(({ operation }) => operation.process);
  const what = `the occurrence of ${id} due at ${trial.when(dueAtMs)}`;
  const proof = [
    first.grant?.index,
    first.operation.returnedIndex,
    second.grant?.index,
    second.operation.returnedIndex,
  ];
  const secondAt = second.grant?.at ?? second.operation.returnedAt;
  const again = `was claimed by ${workers[0]} and at ${trial.when(secondAt)} again by ${workers[1]}`;

  const completed = trial
    .callsOn(id)
    .find(
      (operation) =>
        operation.call.name === "complete" &&
        operation.call.claim.dueAtMs === dueAtMs &&
        operation.outcome.type === "ok" &&
        operation.outcome.value === true &&
        operation.returnedIndex < second.operation.invokedIndex &&
        isCompletedFor(trial, operation, second),
    );
  if (completed !== undefined) {
    const because = `${what} ${again}, although it had been completed at ${trial.when(completed.returnedAt)}`;
    return [{ events: evidence(...proof, completed.returnedIndex), because }];
  }

  const leaseEndsAt = leaseEnd(trial, first, takenIndex(second));
  if (leaseEndsAt === null) {
    return [
      {
        events: evidence(...proof),
        because: `${what} ${again}, and claims of this subject never end`,
      },
    ];
  }
  if (secondAt >= leaseEndsAt) return [];
  const because = `${what} ${again}, but the first claim lasted until ${trial.when(leaseEndsAt)}`;
  return [{ events: evidence(...proof), because }];
}

/**
 * The earliest instant at which a claim can be over. A lease is counted from the invocation, since it may have been
 * granted at once; what the state says holds when it is later. It is granted by one server's clock and ends by that
 * of another, so it is shorter by as much as they may differ.
 */
function leaseEnd(
  trial: SchedulerAnalysis,
  { operation, grant }: ReturnedClaim,
  untilIndex: number,
): number | null {
  const { leaseMs } = trial.declares;
  if (leaseMs === null) return null;
  const { invokedIndex, invokedAt } = operation;
  const aheadMs = trial.nodes.clockAheadMs(invokedIndex, untilIndex);
  const behindMs = trial.nodes.clockBehindMs(invokedIndex, untilIndex);
  return Math.max(
    invokedAt + leaseMs - aheadMs - behindMs,
    (grant?.after?.leasedUntilMs ?? -Infinity) - aheadMs,
  );
}

/** Whether something between two claims may have made the same instant due again, or have set the first claim aside. */
function wasDueAgain(
  trial: SchedulerAnalysis,
  first: ReturnedClaim,
  second: ReturnedClaim,
): boolean {
  const { id, dueAtMs } = first.claim;
  const untilIndex = takenIndex(second);
  const isStruck = trial.dataFaults.some(
    ({ fault, id: target, index }) =>
      fault === "missing-hash" &&
      target === id &&
      index > first.operation.invokedIndex &&
      index < second.operation.returnedIndex,
  );
  if (isStruck) return true;

  const fromIndex = first.grant?.index ?? first.operation.invokedIndex;
  const timeline = second.grant?.aside == null ? trial.timelines.get(id) : lineageOf(second.grant);
  const between = changesWithin(timeline ?? [], fromIndex + 1, untilIndex - 1);
  if (between.some((change) => makesDue(change, dueAtMs))) return true;
  if (first.grant !== null && second.grant !== null) return false;

  // Without knowing when the occurrence was taken, any change of plan that may lie in between explains it.
  return [...trial.callsOn(id), ...trial.migrations].some(
    (operation) =>
      isReplanning(operation) &&
      operation.invokedIndex < second.operation.returnedIndex &&
      settledIndex(operation) > first.operation.invokedIndex &&
      (scheduleOf(operation.call) ?? id) === id,
  );
}

/** A pause, a resumption and a trigger leave claims alone, so they are no excuse for a second owner. */
function makesDue(change: StateChange, dueAtMs: number): boolean {
  const operation = operationBehind(change);
  if (operation !== undefined && !isReplanning(operation)) return false;
  if (change.after?.nextRunAtMs !== dueAtMs) return false;
  const { before, after } = change;
  const endsLease = before?.leasedUntilMs != null && after.leasedUntilMs === null;
  return before?.nextRunAtMs !== dueAtMs || endsLease;
}

function takenIndex({ grant, operation }: ReturnedClaim): number {
  return grant?.index ?? operation.returnedIndex;
}
