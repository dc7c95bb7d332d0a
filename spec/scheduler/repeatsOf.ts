import type { SchedulerAnalysis } from "./analyse.ts";
import type { ReturnedClaim } from "./grants.ts";
import { type SecondClaimCause, explainSecondClaim, takenIndex } from "./secondClaim.ts";

/** An occurrence that was dispatched although it had been dispatched before, and what brought that about. */
export type Repeat = {
  readonly claim: ReturnedClaim;
  /** The claim under which it was dispatched last before. */
  readonly before: ReturnedClaim;
  /** "nothing" is a violation of SC-2. */
  readonly cause: SecondClaimCause | "nothing";
};

/**
 * Every dispatch of an occurrence after its first, in the order of the claims. Delivery at least once permits them; each
 * still has a cause, and one without is a violation.
 */
export function repeatsOf(trial: SchedulerAnalysis): readonly Repeat[] {
  const repeats: Repeat[] = [];
  for (const claims of trial.claimsByOccurrence.values()) {
    const dispatched = claims
      .filter((claim) => isDispatched(trial, claim))
      .toSorted((a, b) => takenIndex(a) - takenIndex(b));
    for (const [position, claim] of dispatched.entries()) {
      const before = dispatched[position - 1];
      if (before === undefined) continue;
      const cause = explainSecondClaim(trial, before, claim).cause ?? "nothing";
      repeats.push({ claim, before, cause });
    }
  }
  return repeats;
}

function isDispatched(trial: SchedulerAnalysis, { claim, operation }: ReturnedClaim): boolean {
  return trial.dispatchesOf(claim.id, claim.dueAtMs).some((index) => {
    const event = trial.history[index];
    return event?.type === "dispatched" && event.op === operation.op;
  });
}
