import type { BackendName } from "./backend.ts";
import type { LedgerFigures } from "./durability.ts";
import type { Profile } from "./profile.ts";
import type { Level } from "./rule.ts";
import type { Search, StrategyName } from "./strategy.ts";
import type { SweepPart } from "./sweepPart.ts";
import type { TopologyKind } from "./topology.ts";

/** What a trial says in the end. "undecided" is an answer: something kept us from knowing. */
export type Verdict = "held" | "violated" | "undecided";

/** Faults of one kind that the backend could not strike. They are counted, and never pretended. */
export type NotStruck = {
  readonly kind: string;
  readonly reason: string;
  readonly times: number;
};

/** What one seed showed, small enough to keep or to send between threads. */
export type SeedResult = {
  readonly seed: number;
  /** What was asked, and which strategy the seed fell to. */
  readonly search: Search;
  readonly strategy: StrategyName;
  readonly digest: string;
  readonly rules: readonly SeedRule[];
  readonly undecided: readonly string[];
  readonly faults: readonly (readonly [string, number])[];
  readonly notStruck: readonly NotStruck[];
  /** What became of what was acknowledged; null where the contract keeps no ledger. */
  readonly ledger: LedgerFigures | null;
  readonly commands: number;
  readonly simulatedMs: number;
  /** Set when two runs of the seed differed. */
  readonly divergence: Divergence | null;
  /** What each process did; only when it was asked for. */
  readonly profile?: Profile | undefined;
};

/** What one seed said of one rule. */
export type SeedRule = {
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  readonly verdict: "held" | "violated" | "untested";
  /** Why it is untested; empty otherwise. */
  readonly reason: string;
};

/** Where two runs of one seed parted. A line is null when that run had already ended. */
export type Divergence = {
  readonly seed: number;
  /** Position of the first differing line in the journals; 1 is the first. */
  readonly step: number;
  /** The lines before it, which are the same in both. */
  readonly before: readonly string[];
  readonly first: string | null;
  readonly second: string | null;
};

/** One rule over all seeds of a sweep. */
export type RuleResult = {
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  readonly verdict: "held" | "violated" | "untested";
  /** Runs in which it held, and in which it was violated. */
  readonly held: number;
  readonly violated: number;
  /** Why it was never tested; empty otherwise. */
  readonly reason: string;
};

/** A rule that was violated, told by the first seed that did it. */
export type FoundViolation = {
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  readonly seed: number;
  /** What made a scenario of the seed, and how many runs of that strategy it had taken by then. */
  readonly strategy: StrategyName;
  readonly strategyRuns: number;
  readonly because: string;
  /** What the saved scenario asks for: calls, faults and schedules of the old layout. */
  readonly steps: number;
  /** The same before shrinking. */
  readonly stepsDrawn: number;
  /** Path of the saved artefact; null when it could not be saved. */
  readonly artefact: string | null;
  /** The violation told to a person. */
  readonly story: string;
};

/** A reason for which runs could not be decided. */
export type UndecidedReason = {
  readonly reason: string;
  readonly runs: number;
  /** The first seed that it concerned; null when it concerns the sweep as a whole. */
  readonly seed: number | null;
};

/** What a sweep was asked to do, in the words of the command line. */
export type SweepPlan = {
  readonly contract: string;
  readonly subject: string;
  readonly backend: BackendName;
  /** E.g. "1..2000", "17", "1.. for 60 s". */
  readonly seeds: string;
  /** Seeds of this machine among several; null when there is one. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly topology: TopologyKind;
  readonly strategy: Search["strategy"];
  /** Kinds that may strike. */
  readonly faults: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
};

/** Everything that a sweep showed. Reports are functions of it. */
export type SweepResult = {
  readonly plan: SweepPlan;
  readonly verdict: Verdict;
  /** How many seeds were run. */
  readonly seeds: number;
  /** How many of them fell to each strategy. */
  readonly strategies: ReadonlyMap<StrategyName, number>;
  /** Hash over the seeds and the digests of their runs. */
  readonly digest: string;
  readonly rules: readonly RuleResult[];
  readonly violations: readonly FoundViolation[];
  readonly undecided: readonly UndecidedReason[];
  readonly divergence: Divergence | null;
  /** How often each kind of fault struck, in the order of `plan.faults`. */
  readonly faults: ReadonlyMap<string, number>;
  /** Kinds that the backend cannot strike, and how often they were asked for. */
  readonly notStruck: readonly NotStruck[];
  /** What became of what was acknowledged, over all runs that could be judged. */
  readonly ledger: LedgerFigures;
  readonly commands: number;
  readonly simulatedMs: number;
  readonly wallMs: number;
  /** Ended early, by the person who started it. */
  readonly interrupted: boolean;
  /** What the results of the other machines can be added to; only where there are any. */
  readonly part?: SweepPart | undefined;
  /** What each process did, over all runs; only when it was asked for. */
  readonly profile?: Profile | undefined;
};
