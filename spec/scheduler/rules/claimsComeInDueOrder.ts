import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { claimability } from "../claimability.ts";
import type { ScheduleId } from "../contract.ts";
import type { ReturnedClaim } from "../grants.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateTimeline, changesBefore, reignsWithin } from "../stateTimeline.ts";

/**
 * When workers cannot keep up, order decides who starves. Only schedules that could be claimed all through the claim's
 * window, unchanged, are compared.
 *
 * An occurrence that comes back when a lease ends is overdue since its instant, but waiting since the end of the lease,
 * and a subject may go by either, even for each schedule differently:
 * 1. two leases end, and nobody claims for a while;
 * 2. an audit, looking at the second schedule, puts it back to its instant in the index;
 * 3. the claim finds it before the first one, which still stands at the end of its lease.
 * So the other schedule must have been waiting already when the claimed occurrence fell due.
 *
 * A data fault may put either schedule at a wrong place in the index until its next change repairs it. An incident repairs
 * nothing: with a state from before the fault may come an index that the fault has hit.
 */
export const claimsComeInDueOrder: SchedulerRule = {
  id: "SC-12",
  level: "must",
  statement: "A claim takes the schedule that is longest overdue.",
  hint: "Is the index read in the order of its scores, and are the scores the due times?",
  needs: [],
  check(trial) {
    const claims = trial.claims
      // A node that was replaced knows nothing of what others wait for by now.
      .filter(({ operation }) => !operation.isAside)
      .sort((a, b) => a.operation.invokedIndex - b.operation.invokedIndex);
    const blamed = new Map<
      ReturnedClaim,
      { readonly id: ScheduleId; readonly waitingIndex: number; readonly fromMs: number }
    >();

    for (const [id, timeline] of trial.timelines) {
      for (const reign of reignsWithin(timeline, 0, Infinity)) {
        const could = claimability(reign.state);
        if (could === null) continue;
        for (
          let next = firstAfter(claims, reign.fromIndex, could.fromMs);
          next < claims.length;
          next++
        ) {
          const claim = claims[next]!;
          const { operation, grant } = claim;
          if (operation.invokedIndex > reign.untilIndex) break;
          const taken = {
            index: grant?.index ?? operation.returnedIndex,
            at: grant?.at ?? operation.returnedAt,
          };
          if (claim.claim.id === id || taken.index > reign.untilIndex) continue;
          if (could.untilMs < taken.at) continue;
          if (could.fromMs >= claim.claim.dueAtMs) continue;
          if (
            isMisplaced(trial, id, taken.index) ||
            isMisplaced(trial, claim.claim.id, taken.index)
          )
            continue;
          const known = blamed.get(claim);
          if (known !== undefined && known.fromMs <= could.fromMs) continue;
          blamed.set(claim, { id, waitingIndex: reign.fromIndex, fromMs: could.fromMs });
        }
      }
    }

    const violations: Violation[] = [];
    for (const claim of trial.claims) {
      const waiting = blamed.get(claim);
      if (waiting === undefined) continue;
      const { operation, grant } = claim;
      const { id, dueAtMs } = claim.claim;
      violations.push({
        events: evidence(
          waiting.waitingIndex,
          operation.invokedIndex,
          grant?.index,
          operation.returnedIndex,
        ),
        because: `${operation.process} claimed ${id} due at ${trial.when(dueAtMs)}, while ${waiting.id} had been waiting since ${trial.when(waiting.fromMs)}`,
      });
    }
    return violations;
  },
};

const mayEmptyTheIndex: ReadonlySet<string> = new Set(["wrong-type", "flush", "evict"]);

/** Whether a data fault may have misplaced a schedule in the index, and no change of it has put it right since. */
function isMisplaced(trial: SchedulerAnalysis, id: ScheduleId, index: number): boolean {
  const fault = trial.dataFaults.findLast(
    (strike) =>
      strike.index < index &&
      (strike.id === id || (strike.id === null && mayEmptyTheIndex.has(strike.fault))),
  );
  if (fault === undefined) return false;
  const timeline: StateTimeline = trial.timelines.get(id) ?? [];
  const last = timeline[changesBefore(timeline, index) - 1];
  const change = last?.cause.type === "incident" ? trial.lineages.originOf(last) : last;
  return change == null || change.cause.type === "fault" || change.index < fault.index;
}

/** The first claim that was invoked after a position and not before an instant. */
function firstAfter(claims: readonly ReturnedClaim[], index: number, at: number): number {
  let low = 0;
  let high = claims.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { invokedIndex, invokedAt } = claims[middle]!.operation;
    if (invokedIndex <= index || invokedAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
