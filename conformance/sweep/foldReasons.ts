import type { UndecidedReason } from "../../spec/result.ts";

/** Reasons that are told apart; a reason may quote the run it comes from, and there may be a million of those. */
export const reasonsMax = 20;

/** What all others are counted as. */
export const otherReasons = "other reasons";

export type Reason = UndecidedReason & { readonly seed: number };

/**
 * The first reasons, and all others as one.
 *
 * @param reasons in the order of the first seed of each
 */
export function foldReasons(reasons: readonly Reason[]): readonly Reason[] {
  const [first, ...more] = reasons.slice(reasonsMax);
  if (first === undefined) return reasons;
  const runs = more.reduce((sum, each) => sum + each.runs, first.runs);
  return [...reasons.slice(0, reasonsMax), { reason: otherReasons, runs, seed: first.seed }];
}
