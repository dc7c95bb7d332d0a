/** MUST rules decide the verdict. SHOULD rules are reported, never fatal. */
export type Level = "must" | "should";

/** What a checker returns: the proof that a rule was broken, in the reader's words. */
export type Violation = {
  /** Positions in the history that prove the violation, in order. */
  readonly events: readonly number[];
  /** One sentence: what happened. */
  readonly because: string;
};

/**
 * A sentence that can be false, and the pure function that finds out.
 *
 * @typeParam Trial what the checker may look at: the history, the final state, and what the subject declared.
 */
export type Rule<Trial> = {
  /** Stable identifier, e.g. "SC-2". Never reused, never renumbered. */
  readonly id: string;
  readonly level: Level;
  /** The rule as a sentence that can be false. */
  readonly statement: string;
  /** What a reader should look at first when the rule is violated. */
  readonly hint: string;
  /** Capabilities that the subject must declare before it can be judged by this rule. */
  readonly needs: readonly string[];
  readonly check: (trial: Trial) => readonly Violation[];
};
