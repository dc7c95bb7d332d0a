import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ReturnedClaim } from "../grants.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { explainSecondClaim, isUnknownTo, takenAt, takenIndex } from "../secondClaim.ts";

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
        if (first !== undefined) violations.push(...tellPair(trial, first, second));
      }
    }
    return violations;
  },
};

function tellPair(
  trial: SchedulerAnalysis,
  first: ReturnedClaim,
  second: ReturnedClaim,
): readonly Violation[] {
  const explained = explainSecondClaim(trial, first, second);
  if (explained.cause !== null) return [];
  const { completed, leaseEndsAt } = explained;
  const { id, dueAtMs } = first.claim;
  const workers = [first, second].map(({ operation }) => operation.process);
  const what = `the occurrence of ${id} due at ${trial.when(dueAtMs)}`;
  const again = `was claimed by ${workers[0]} and at ${trial.when(takenAt(second))} again by ${workers[1]}`;
  const why =
    completed !== undefined
      ? `although it had been completed at ${trial.when(completed.returnedAt)}`
      : leaseEndsAt === null
        ? "and claims of this subject never end"
        : `but the first claim lasted until ${trial.when(leaseEndsAt)}`;
  const proof = [
    first.grant?.index,
    first.operation.returnedIndex,
    second.grant?.index,
    second.operation.returnedIndex,
    completed?.returnedIndex,
  ];
  return [{ events: evidence(...proof), because: `${what} ${again}, ${why}` }];
}
