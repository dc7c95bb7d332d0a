import { createHash } from "node:crypto";
import { addedLedgers, emptyLedger } from "../../spec/durability.ts";
import { addedProfiles, type Profile } from "../../spec/profile.ts";
import type { FoundViolation, RuleResult, SweepResult } from "../../spec/result.ts";
import { strategyNames, type StrategyName } from "../../spec/strategy.ts";
import type { SweepPart } from "../../spec/sweepPart.ts";
import { tellStrategy } from "../artefacts/tellStrategy.ts";
import { foldReasons, otherReasons, type Reason } from "../sweep/foldReasons.ts";
import { seedsOf } from "../sweep/seedsOf.ts";
import { verdictOver, type Sums } from "../sweep/verdictOver.ts";
import type { FoundPart } from "./readPart.ts";

/**
 * The result of a sweep that several machines have shared: the same as if one had judged all seeds, digest included. The
 * time is that of the slowest machine; artefacts lie where their machine has saved them.
 *
 * @param found all parts of one sweep, each of them once
 */
export function mergeParts(found: readonly [FoundPart, ...FoundPart[]]): SweepResult {
  const shards = found.toSorted((a, b) => a.shard.index - b.shard.index);
  const parts = shards.map(({ part }) => part);
  const [{ part: first }] = found;
  const runs = runsOf(shards);
  const reasons = addedReasons(parts);
  const divergence =
    parts
      .flatMap(({ tally }) => tally.divergence ?? [])
      .toSorted((a, b) => a.seed - b.seed)
      .at(0) ?? null;
  const sums: Sums = {
    seeds: runs.seeds,
    rules: addedRules(parts),
    undecided: foldReasons(reasons),
    divergence,
    faults: addedFaults(parts),
  };
  const { faultsNamed } = first.asked;
  const judged = verdictOver(sums, { faultsNamed, interrupted: false });
  return {
    plan: { ...first.plan, shard: null },
    verdict: judged.verdict,
    undecided: withBlame(judged.undecided, parts),
    seeds: runs.seeds,
    strategies: runs.strategies,
    digest: runs.digest,
    rules: sums.rules,
    // A run that differs from itself can be neither shrunk nor replayed, and nothing else is certain then.
    violations: divergence === null ? firstViolations(parts, sums.rules, runs.runsUpTo) : [],
    divergence,
    faults: sums.faults,
    notStruck: addedNotStruck(parts),
    ledger: parts.reduce((sum, { tally }) => addedLedgers(sum, tally.ledger), emptyLedger),
    ...addedProfile(parts),
    commands: total(parts, ({ tally }) => tally.commands),
    simulatedMs: total(parts, ({ tally }) => tally.simulatedMs),
    wallMs: Math.max(...parts.map(({ wallMs }) => wallMs)),
    interrupted: false,
  };
}

/** All seeds, in their order, as if one machine had judged them. */
function runsOf(shards: readonly FoundPart[]) {
  const hash = createHash("sha256");
  const strategies = new Map<StrategyName, number>();
  const strategyOf = new Map<number, StrategyName>();
  const queues = shards.map(({ part: { tally } }) => ({
    digests: tally.digests.split(" ").values(),
    strategies: tally.strategies,
    taken: 0,
  }));
  let seeds = 0;
  const asked = shards[0]!.part.asked;
  for (const seed of seedsOf(asked, null)) {
    const queue = queues[(seed - 1) % queues.length]!;
    const digest = queue.digests.next().value ?? "-";
    const strategy = strategyNames[Number(queue.strategies[queue.taken++])] ?? "random";
    hash.update(`${seed}:${digest === "-" ? "" : digest}\n`);
    strategies.set(strategy, (strategies.get(strategy) ?? 0) + 1);
    strategyOf.set(seed, strategy);
    seeds += 1;
  }
  return {
    seeds,
    strategies,
    digest: hash.digest("hex"),
    /** How many seeds had fallen to the seed's strategy by then. */
    runsUpTo: (seed: number): number =>
      [...strategyOf].filter(
        ([other, strategy]) => other <= seed && strategy === strategyOf.get(seed),
      ).length,
  };
}

function addedRules(parts: readonly SweepPart[]): readonly RuleResult[] {
  const all = parts.flatMap(({ tally }) => tally.rules);
  const names = [...new Set(all.map(({ rule }) => rule))];
  return names.map((name) => {
    const same = all.filter(({ rule }) => rule === name);
    const { rule, level, statement } = same[0]!;
    const held = total(same, (each) => each.held);
    const violated = total(same, (each) => each.violated);
    const verdict = violated > 0 ? "violated" : held > 0 ? "held" : "untested";
    const [untested] = same
      .filter(({ untestedSeed }) => untestedSeed !== null)
      .toSorted((a, b) => (a.untestedSeed ?? 0) - (b.untestedSeed ?? 0));
    const reason = verdict === "untested" ? (untested?.reason ?? "") : "";
    return { rule, level, statement, verdict, held, violated, reason };
  });
}

/** In the order of their first seeds; what a part has not told apart comes last. */
function addedReasons(parts: readonly SweepPart[]): readonly Reason[] {
  const sums = new Map<string, Reason>();
  for (const { reason, runs, seed } of parts.flatMap(({ tally }) => tally.reasons)) {
    const before = sums.get(reason);
    sums.set(reason, {
      reason,
      runs: (before?.runs ?? 0) + runs,
      seed: Math.min(before?.seed ?? seed, seed),
    });
  }
  return [...sums.values()].toSorted(
    (a, b) =>
      Number(a.reason === otherReasons) - Number(b.reason === otherReasons) || a.seed - b.seed,
  );
}

function addedFaults(parts: readonly SweepPart[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [kind, times] of parts.flatMap(({ tally }) => tally.faults))
    sums.set(kind, (sums.get(kind) ?? 0) + times);
  return sums;
}

function addedNotStruck(parts: readonly SweepPart[]): SweepResult["notStruck"] {
  const all = parts.flatMap(({ tally }) => tally.notStruck);
  const inOrder = all.toSorted((a, b) => a.first - b.first);
  return [...new Set(inOrder.map(({ kind }) => kind))].map((kind) => {
    const same = all.filter((each) => each.kind === kind);
    const { reason } = same.toSorted((a, b) => b.last - a.last)[0]!;
    return { kind, reason, times: total(same, ({ times }) => times) };
  });
}

function firstViolations(
  parts: readonly SweepPart[],
  rules: readonly RuleResult[],
  runsUpTo: (seed: number) => number,
): readonly FoundViolation[] {
  return rules.flatMap(({ rule }) => {
    const [first] = parts
      .flatMap(({ violations }) => violations.filter((each) => each.rule === rule))
      .toSorted((a, b) => a.seed - b.seed);
    if (first === undefined) return [];
    const { strategy, seed } = first;
    const strategyRuns = runsUpTo(seed);
    const told = tellStrategy(strategy, first.strategyRuns);
    const story =
      told === "" ? first.story : first.story.replace(told, tellStrategy(strategy, strategyRuns));
    return [{ ...first, strategyRuns, story }];
  });
}

/** Only the first difference of a sweep is blamed on somebody; each part has done so with its own first. */
function withBlame(
  undecided: SweepResult["undecided"],
  parts: readonly SweepPart[],
): SweepResult["undecided"] {
  const blames = new Map(
    parts.flatMap(({ blame }) => (blame === null ? [] : [[blame.reason, blame.told]])),
  );
  const index = undecided.findIndex(({ reason }) => blames.has(reason));
  return undecided.map((each, at) =>
    at === index ? { ...each, reason: blames.get(each.reason) ?? each.reason } : each,
  );
}

function addedProfile(parts: readonly SweepPart[]): { readonly profile?: Profile } {
  const [first, ...others] = parts.flatMap(({ tally }) => tally.profile ?? []);
  return first === undefined ? {} : { profile: others.reduce(addedProfiles, first) };
}

const total = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
