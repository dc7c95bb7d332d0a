import type { SeedResult } from "../../spec/result.ts";
import { strategyNames } from "../../spec/strategy.ts";

/** What a part of a sweep keeps of each seed besides its sums. */
export type PartKeeper = {
  readonly add: (result: SeedResult) => void;
  readonly digests: () => string;
  readonly strategies: () => string;
  /** The first seed for which a rule was untested for a reason; null when there is none. */
  readonly untestedSeed: (rule: string) => number | null;
  /** The first and the last seed in which a kind of fault could not strike. */
  readonly notStruckIn: (kind: string) => { readonly first: number; readonly last: number };
};

export function partKeeper(): PartKeeper {
  const digests: string[] = [];
  const strategies: number[] = [];
  const untested = new Map<string, number>();
  const notStruck = new Map<string, { readonly first: number; readonly last: number }>();

  return {
    add({ seed, digest, strategy, rules, undecided, notStruck: missed }) {
      digests.push(digest === "" ? "-" : digest);
      strategies.push(strategyNames.indexOf(strategy));
      for (const { rule, verdict, reason } of rules) {
        const isUntested = verdict === "untested" ? reason !== "" : undecided.length > 0;
        if (isUntested && !untested.has(rule)) untested.set(rule, seed);
      }
      for (const { kind } of missed)
        notStruck.set(kind, { first: notStruck.get(kind)?.first ?? seed, last: seed });
    },
    digests: () => digests.join(" "),
    strategies: () => strategies.join(""),
    untestedSeed: (rule) => untested.get(rule) ?? null,
    notStruckIn: (kind) => notStruck.get(kind) ?? { first: 0, last: 0 },
  };
}
