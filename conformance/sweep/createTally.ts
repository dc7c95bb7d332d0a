import { createHash } from "node:crypto";
import { addedLedgers, emptyLedger, type LedgerFigures } from "../../spec/durability.ts";
import { addedProfiles, type Profile } from "../../spec/profile.ts";
import type {
  Divergence,
  NotStruck,
  RuleResult,
  SeedResult,
  SeedRule,
  UndecidedReason,
} from "../../spec/result.ts";
import type { Search, StrategyName } from "../../spec/strategy.ts";
import type { TallyPart } from "../../spec/sweepPart.ts";
import { foldReasons, otherReasons, reasonsMax, type Reason } from "./foldReasons.ts";
import { partKeeper } from "./partKeeper.ts";

/** The first seed that violated a rule. */
export type FirstViolation = {
  readonly seed: number;
  readonly search: Search;
  readonly strategy: StrategyName;
  /** How many seeds had fallen to the strategy by then. */
  readonly strategyRuns: number;
  readonly rule: SeedRule;
};

/** What is known so far. The maps are live and not the reader's to change. */
export type Tally = {
  readonly add: (result: SeedResult) => void;
  readonly seeds: () => number;
  /** How many seeds fell to each strategy. */
  readonly strategies: () => ReadonlyMap<StrategyName, number>;
  readonly digest: () => string;
  readonly rules: () => readonly RuleResult[];
  /** In the order of the rules. */
  readonly firstViolations: () => readonly FirstViolation[];
  readonly undecided: () => readonly UndecidedReason[];
  readonly divergence: () => Divergence | null;
  readonly faults: () => ReadonlyMap<string, number>;
  readonly notStruck: () => readonly NotStruck[];
  readonly ledger: () => LedgerFigures;
  /** What each process did; undefined when nobody asked for it. */
  readonly profile: () => Profile | undefined;
  readonly commands: () => number;
  readonly simulatedMs: () => number;
  /** What others' tallies can be added to; undefined unless it was asked for. */
  readonly part: () => TallyPart | undefined;
};

/** Reasons that are kept of a part of a sweep, so that those of the whole are the same whoever judged them. */
const reasonsMaxOfPart = 1_000;

/**
 * Adds up the seeds of a sweep. It keeps counts and the first case of each thing, so a million seeds take the memory
 * of one. Seeds must be added in ascending order: the digest depends on it, and "first" does.
 *
 * @param kinds every fault that may strike, so that the one which never did is seen
 * @param isPart whether other machines judge the other seeds. Then it keeps some bytes of each seed, too
 */
export function createTally(kinds: readonly string[], isPart = false): Tally {
  const hash = createHash("sha256");
  const rules = new Map<string, RuleResult>();
  const firstViolations = new Map<string, FirstViolation>();
  const reasons = new Map<string, Reason>();
  const reasonsKept = isPart ? reasonsMaxOfPart : reasonsMax;
  const notStruck = new Map<string, NotStruck>();
  const faults = new Map(kinds.map((kind) => [kind, 0]));
  const strategies = new Map<StrategyName, number>();
  const kept = isPart ? partKeeper() : null;
  let divergence: Divergence | null = null;
  let seeds = 0;
  let ledger = emptyLedger;
  let profile: Profile | undefined;
  let commands = 0;
  let simulatedMs = 0;

  /** A run that is undecided says nothing of any rule: what it shows may come from what the model refused. */
  function addRule(
    rule: SeedRule,
    { seed, search, strategy }: SeedResult,
    isDecided: boolean,
  ): void {
    const counted = isDecided || rule.verdict === "untested" ? rule : unjudged(rule);
    rules.set(rule.rule, plus(rules.get(rule.rule), counted));
    if (counted.verdict === "violated" && !firstViolations.has(rule.rule)) {
      const strategyRuns = strategies.get(strategy) ?? 0;
      firstViolations.set(rule.rule, { seed, search, strategy, strategyRuns, rule });
    }
  }

  function addReason(reason: string, seed: number): void {
    const known = reasons.has(reason) || reasons.size < reasonsKept;
    const key = known ? reason : otherReasons;
    const before = reasons.get(key);
    reasons.set(key, { reason: key, runs: (before?.runs ?? 0) + 1, seed: before?.seed ?? seed });
  }

  return {
    add(result) {
      seeds += 1;
      strategies.set(result.strategy, (strategies.get(result.strategy) ?? 0) + 1);
      if (result.profile !== undefined)
        profile = profile === undefined ? result.profile : addedProfiles(profile, result.profile);
      commands += result.commands;
      simulatedMs += result.simulatedMs;
      divergence ??= result.divergence;
      hash.update(`${result.seed}:${result.digest}\n`);
      kept?.add(result);
      const isDecided = result.undecided.length === 0;
      if (isDecided && result.ledger !== null) ledger = addedLedgers(ledger, result.ledger);
      for (const rule of result.rules) addRule(rule, result, isDecided);
      for (const reason of new Set(result.undecided)) addReason(reason, result.seed);
      for (const missed of result.notStruck) {
        const times = (notStruck.get(missed.kind)?.times ?? 0) + missed.times;
        notStruck.set(missed.kind, { ...missed, times });
      }
      for (const [kind, times] of result.faults) faults.set(kind, (faults.get(kind) ?? 0) + times);
    },
    seeds: () => seeds,
    strategies: () => strategies,
    digest: () => hash.copy().digest("hex"),
    rules: () => [...rules.values()],
    firstViolations: () => [...rules.keys()].flatMap((rule) => firstViolations.get(rule) ?? []),
    undecided: () => foldReasons([...reasons.values()]),
    divergence: () => divergence,
    faults: () => faults,
    notStruck: () => [...notStruck.values()],
    ledger: () => ledger,
    profile: () => profile,
    commands: () => commands,
    simulatedMs: () => simulatedMs,
    part() {
      if (kept === null) return undefined;
      return {
        digests: kept.digests(),
        strategies: kept.strategies(),
        rules: [...rules.values()].map((rule) => ({
          ...rule,
          untestedSeed: kept.untestedSeed(rule.rule),
        })),
        reasons: [...reasons.values()],
        faults: [...faults],
        notStruck: [...notStruck.values()].map((missed) => ({
          ...missed,
          ...kept.notStruckIn(missed.kind),
        })),
        divergence,
        ledger,
        profile: profile ?? null,
        commands,
        simulatedMs,
      };
    },
  };
}

const unjudged = (rule: SeedRule): SeedRule => ({
  ...rule,
  verdict: "untested",
  reason: "no run could be judged",
});

function plus(before: RuleResult | undefined, rule: SeedRule): RuleResult {
  const held = (before?.held ?? 0) + (rule.verdict === "held" ? 1 : 0);
  const violated = (before?.violated ?? 0) + (rule.verdict === "violated" ? 1 : 0);
  const verdict = violated > 0 ? "violated" : held > 0 ? "held" : "untested";
  return {
    rule: rule.rule,
    level: rule.level,
    statement: rule.statement,
    verdict,
    held,
    violated,
    reason: verdict === "untested" ? before?.reason || rule.reason : "",
  };
}
