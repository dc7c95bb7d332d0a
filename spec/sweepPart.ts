import type { LedgerFigures } from "./durability.ts";
import type { Profile } from "./profile.ts";
import type { Divergence, FoundViolation, NotStruck, RuleResult, SweepPlan } from "./result.ts";

/** Raised when parts of an older claimcheck would be added up wrongly. */
export const sweepPartVersion = 1 as const;

/** What a sweep was asked, as far as all machines that share it must have been asked the same. */
export type PartAsked = {
  readonly from: number;
  readonly to: number;
  /** Set when the time decided how many seeds there were. */
  readonly forMs: number | null;
  readonly base: number | null;
  /** Path of the module that the subject comes from; null when it is built in. */
  readonly module: string | null;
  /** Kinds that were asked for one by one, and must therefore strike. */
  readonly faultsNamed: readonly string[];
  readonly checkDeterminism: boolean;
  readonly shrinkRunsMax: number;
  /** Commit of the code under test; null when it was not in a repository. */
  readonly commit: string | null;
};

/** What of a tally its sums do not tell, and whoever adds up several must know. */
export type TallyPart = {
  /** Digests of the runs in the order of their seeds, separated by blanks; "-" stands for none. */
  readonly digests: string;
  /** Which strategy each of them fell to: its position in `strategyNames`, a digit each. */
  readonly strategies: string;
  /** With the first seed for which it was untested, for the reason that is given. */
  readonly rules: readonly (RuleResult & { readonly untestedSeed: number | null })[];
  /** Every reason that was told apart, and not only the first ones. */
  readonly reasons: readonly {
    readonly reason: string;
    readonly runs: number;
    readonly seed: number;
  }[];
  readonly faults: readonly (readonly [kind: string, times: number])[];
  /** With the first and the last seed; the reason is that of the last. */
  readonly notStruck: readonly (NotStruck & { readonly first: number; readonly last: number })[];
  readonly divergence: Divergence | null;
  readonly ledger: LedgerFigures;
  readonly profile: Profile | null;
  readonly commands: number;
  readonly simulatedMs: number;
};

/**
 * What one machine of several found out, such that with the parts of the others the result of the whole sweep can be
 * made of it (`claimcheck merge`). It grows by some bytes with each seed; nothing else in a sweep does.
 */
export type SweepPart = {
  readonly version: typeof sweepPartVersion;
  readonly plan: SweepPlan;
  readonly asked: PartAsked;
  readonly tally: TallyPart;
  readonly violations: readonly FoundViolation[];
  /** Where a real server differed first: the reason, and the same with who is to blame. Null when none did. */
  readonly blame: { readonly reason: string; readonly told: string } | null;
  readonly wallMs: number;
  readonly interrupted: boolean;
};
