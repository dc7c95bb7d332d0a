import type { BackendName } from "./backend.ts";
import type { Level } from "./rule.ts";
import type { FoundViolation, SweepResult, Verdict } from "./result.ts";
import type { TopologyKind } from "./topology.ts";

/** Whether a subject with a known defect was caught. A gate that cannot fail proves nothing. */
export type CanaryResult = {
  readonly subject: string;
  /** The rule that it violates. */
  readonly rule: string;
  readonly topology: TopologyKind;
  /** The seed that caught it; null when none of them did. */
  readonly caughtBy: number | null;
  /** How many seeds were run. */
  readonly seeds: number;
  /** Why runs of it could not be judged; null when all could. */
  readonly undecided: string | null;
};

/** What a saved artefact shows today. */
export type RegressionResult = {
  readonly file: string;
  /** The rule that it was saved for. */
  readonly rule: string;
  readonly seed: number;
  readonly topology: TopologyKind;
  readonly verdict: Verdict;
  /** Every rule that is violated now. */
  readonly violated: readonly {
    readonly rule: string;
    readonly level: Level;
    readonly because: string;
    /** The violation told to a person. */
    readonly story: string;
  }[];
  /** Why it could not be judged; empty otherwise. */
  readonly undecided: readonly string[];
};

/** One rule over all topologies. */
export type GateRule = {
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  /** "unasked": the subject does not declare what the rule needs. */
  readonly verdict: Verdict | "unasked";
  /** Runs in which it held, and in which it was violated. */
  readonly held: number;
  readonly violated: number;
  /** Where it was violated, with the first seed each. */
  readonly violatedOn: readonly { readonly topology: TopologyKind; readonly seed: number }[];
  /** How often each fault struck in the runs in which it held; those that never did are left out. */
  readonly faults: ReadonlyMap<string, number>;
  /** Why it is undecided or unasked; empty otherwise. */
  readonly reason: string;
};

/** What real servers say of something that was found on the model. */
export type Confirmation =
  /** Such as "redis 7.0.15". */
  | { readonly confirmed: string }
  /** Real servers, such as "redis 7.0.15", do not show it: a defect of the model, not of the subject. */
  | { readonly modelOnly: string }
  | { readonly undecided: true; readonly why: string };

/** A finding and what became of it on real servers. */
export type ConfirmedFinding = {
  readonly rule: string;
  readonly artefact: string;
  readonly confirmation: Confirmation;
};

/** Everything that the gate found out about one subject. Its reports are functions of it. */
export type GateResult = {
  readonly contract: string;
  readonly subject: string;
  /** The module that it comes from; null when it is built in. */
  readonly module: string | null;
  readonly backend: BackendName;
  readonly versions: Readonly<Record<string, string>>;
  readonly verdict: Verdict;
  readonly canary: CanaryResult;
  readonly regressions: {
    readonly folder: string;
    readonly replayed: readonly RegressionResult[];
    readonly skipped: readonly { readonly file: string; readonly why: string }[];
  };
  /** One for each topology. Of a rule that is violated on several, the first has the story. */
  readonly sweeps: readonly SweepResult[];
  /** Topologies that were left out, and why. */
  readonly leftOut: readonly { readonly topology: TopologyKind; readonly why: string }[];
  /** Empty when the gate ended before any seed was judged. */
  readonly rules: readonly GateRule[];
  readonly violations: readonly FoundViolation[];
  readonly confirmations: readonly ConfirmedFinding[];
  /** Why the verdict is no plain one, beside the reasons of the sweeps and regressions. */
  readonly undecided: readonly string[];
  readonly wallMs: number;
  /** Ended early, by the person who started it. */
  readonly interrupted: boolean;
};
