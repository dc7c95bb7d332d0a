import type { Claim, Millis, ScheduleId } from "./contract.ts";
import type { Operation } from "./operations.ts";
import type { StateChange } from "./stateTimeline.ts";

/** A claim that its worker learned of. */
export type ReturnedClaim = {
  readonly operation: Operation;
  readonly claim: Claim;
  /**
   * The change by which the operation took the occurrence; null when no such change was seen, for example because its
   * command was repeated by a connection that no longer knew for whom.
   */
  readonly grant: StateChange | null;
};

/** The claim that a `claim` operation answered; undefined for every other operation and answer. */
export function returnedClaimOf(operation: Operation): ReturnedClaim | undefined {
  const { outcome } = operation;
  if (operation.call.name !== "claim" || outcome.type !== "ok") return undefined;
  const { value } = outcome;
  if (value === null || typeof value !== "object" || !("claim" in value)) return undefined;
  const { claim } = value;
  if (claim === null) return undefined;

  // The last one: when the command was executed twice, the answer came from the second execution.
  const grant = operation.changes.findLast(
    (change) => change.id === claim.id && change.before?.nextRunAtMs === claim.dueAtMs,
  );
  return { operation, claim, grant: grant ?? null };
}

/** Whether a `claim` operation answered that nothing is due. */
export function foundNothing(operation: Operation): boolean {
  const { call, outcome } = operation;
  if (call.name !== "claim" || outcome.type !== "ok") return false;
  const { value } = outcome;
  return value === null || (typeof value === "object" && "claim" in value && value.claim === null);
}

/** Whether a change made by a `claim` operation took an occurrence, whatever the worker heard of it. */
export function isGrant({ before, after, cause }: StateChange): boolean {
  if (cause.type !== "operation" || cause.operation.call.name !== "claim") return false;
  if (before === null || after === null) return false;
  const isLeased = after.leasedUntilMs !== null && after.leasedUntilMs !== before.leasedUntilMs;
  return isLeased || after.runCount > before.runCount;
}

/** One name for one occurrence. */
export function occurrence(id: ScheduleId, dueAtMs: Millis): string {
  return `${dueAtMs} ${id}`;
}
