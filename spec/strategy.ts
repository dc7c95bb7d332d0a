/**
 * How seeds become scenarios.
 *
 * - `random`: the seed draws everything.
 * - `enumeration`: a run without faults, again and again: with a crash before or after each command, or its reply lost.
 * - `resonance`: faults that last as long as, or strike when, something that subject and servers were seen to wait for.
 * - `priority`: everything that can happens at once, and priorities that change now and then say who goes first.
 */
export type StrategyName = "random" | "enumeration" | "resonance" | "priority";

/** How seeds are to become scenarios. */
export type Search = {
  /** `mixed`: all that can do something with the faults take turns. */
  readonly strategy: StrategyName | "mixed";
  /** The seed whose scenario is enumerated, or resonated with; null: many take turns. */
  readonly base: number | null;
};

/** In the order in which `mixed` takes turns. */
export const strategyNames = [
  "random",
  "enumeration",
  "resonance",
  "priority",
] as const satisfies readonly StrategyName[];
