import type { SchedulerAnalysis } from "./analyse.ts";
import { type ReturnedClaim, occurrence } from "./grants.ts";
import type { Operation } from "./operations.ts";

/** The claim that a `complete` operation ends; undefined when its worker never had such a claim. */
export function completedClaim(
  trial: SchedulerAnalysis,
  complete: Operation,
): ReturnedClaim | undefined {
  if (complete.call.name !== "complete") return undefined;
  const { id, dueAtMs, token } = complete.call.claim;
  return trial.claimsByOccurrence
    .get(occurrence(id, dueAtMs))
    ?.findLast(
      ({ claim, operation }) =>
        operation.process === complete.process &&
        claim.token === token &&
        operation.returnedIndex < complete.invokedIndex,
    );
}
