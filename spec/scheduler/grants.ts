import type { SchedulerAnalysis } from "./analyse.ts";
import type { Claim, Millis, ScheduleId } from "./contract.ts";
import { lineageOf } from "../lineage.ts";
import type { Operation } from "./operations.ts";
import type { StateChange, StateTimeline } from "./stateTimeline.ts";

/** A claim that its worker learned of. */
export type ReturnedClaim = {
  readonly operation: Operation;
  readonly claim: Claim;
  /**
   * The change by which the operation took the occurrence; null when no such change was seen, for example because its
   * command was repeated by a connection that no longer knew for whom. It may have been made at a replaced node.
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
  const isGrantOf = (change: StateChange): boolean =>
    change.id === claim.id && change.before?.nextRunAtMs === claim.dueAtMs;
  const grant = operation.changes.findLast(isGrantOf);
  const grantAside = operation.changesAside.findLast(isGrantOf);
  const isAside = grantAside !== undefined && grantAside.index > (grant?.index ?? -1);
  return { operation, claim, grant: (isAside ? grantAside : grant) ?? null };
}

/** The states that a claim was made on. A replaced node has its own. */
export function timelineOfClaim(
  { timelines }: Pick<SchedulerAnalysis, "timelines">,
  { claim, grant }: ReturnedClaim,
): StateTimeline {
  return grant === null || grant.aside === null
    ? (timelines.get(claim.id) ?? [])
    : lineageOf(grant);
}

/** Whether a claim came from a node that had been replaced, and nobody saw on what states. */
export function isMadeOnUnseenStates({ operation, grant }: ReturnedClaim): boolean {
  return grant === null && operation.isAside;
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
