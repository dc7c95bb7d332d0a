/**
 * Why something happened that a user would wonder at: what happened first, then what each was because of. The chain ends at
 * what was done to the system from outside, as far as that can be told.
 */
export type Explanation = {
  /** Positions in the history that it is about, in order. */
  readonly events: readonly number[];
  /** Clauses, to be joined by "because". */
  readonly chain: readonly string[];
};
