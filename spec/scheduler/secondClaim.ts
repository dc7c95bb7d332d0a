import type { SchedulerAnalysis } from "./analyse.ts";
import { type ReturnedClaim, isMadeOnUnseenStates } from "./grants.ts";
import { comesFrom, lineageOf } from "../lineage.ts";
import { type Operation, isReplanning, scheduleOf, settledIndex } from "./operations.ts";
import {
  type StateChange,
  changesWithin,
  operationBehind,
  setBackWithin,
} from "./stateTimeline.ts";

/** Why an occurrence could be claimed again. */
export type SecondClaimCause =
  /** The first claim had been undone by an incident, so that nobody could know of it. */
  | "taken back"
  /** The same instant was made due again, by a change of plan or by damage to the data. */
  | "due again"
  /** The lease of the first claim was over: its worker had died, stood still, or was slow. */
  | "lease over";

/** What a second claim of an occurrence came from; without a cause, what should have stood in its way. */
export type SecondClaim =
  | { readonly cause: SecondClaimCause }
  | {
      readonly cause: null;
      /** The completion that it came after. */
      readonly completed?: Operation;
      /** When the first claim could be over; null when claims of the subject never end. */
      readonly leaseEndsAt: number | null;
    };

/** Why the second of two claims of one occurrence could be made, if there was a reason. */
export function explainSecondClaim(
  trial: SchedulerAnalysis,
  first: ReturnedClaim,
  second: ReturnedClaim,
): SecondClaim {
  if (isUnknownTo(trial, first, second)) return { cause: "taken back" };
  if (wasDueAgain(trial, first, second)) return { cause: "due again" };
  const leaseEndsAt = leaseEnd(trial, first, takenIndex(second));
  const completed = completionBefore(trial, second);
  if (completed !== undefined) return { cause: null, completed, leaseEndsAt };
  const isOver = leaseEndsAt !== null && takenAt(second) >= leaseEndsAt;
  return isOver ? { cause: "lease over" } : { cause: null, leaseEndsAt };
}

/** Whether the states that the second claim was made on do not come from the first claim. */
export function isUnknownTo(
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

/** The acknowledged completion of the occurrence that a claim came after. */
function completionBefore(trial: SchedulerAnalysis, second: ReturnedClaim): Operation | undefined {
  const { id, dueAtMs } = second.claim;
  return trial
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

/** Where in the history a claim took its occurrence, as far as that was seen. */
export function takenIndex({ grant, operation }: ReturnedClaim): number {
  return grant?.index ?? operation.returnedIndex;
}

/** When a claim took its occurrence, as far as that was seen. */
export function takenAt({ grant, operation }: ReturnedClaim): number {
  return grant?.at ?? operation.returnedAt;
}
