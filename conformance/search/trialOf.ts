import type { Subject } from "../../adapters/subject.ts";
import { Random } from "../../sim/random.ts";
import type { Scenario } from "../../spec/scenario.ts";
import { strategyNames, type Search, type StrategyName } from "../../spec/strategy.ts";
import { contractOf } from "../contracts/contractOf.ts";
import type { DrawOptions } from "../contracts/contract.ts";
import { casesOf, enumerated, enumeratedKinds, type Case } from "./enumeration.ts";
import { prioritised } from "./prioritised.ts";
import { Recordings } from "./recordings.ts";
import { lengthsIn, resonant, resonantKinds } from "./resonance.ts";
import type { Recording, RecordingOptions } from "./recording.ts";

/** What a seed means under a strategy. */
export type Trial = {
  readonly strategy: StrategyName;
  readonly scenario: Scenario;
  /** The seed of the scenario's world; an artefact has it. */
  readonly worldSeed: number;
  /** What was drawn, in words, a line each. */
  readonly summary: readonly string[];
};

/** So many bases take turns. A block of seeds has them all so often, then come the next ones. */
const basesPerBlock = 16;
const seedsPerBase = 4_096;

/** Scenarios of seeds that nobody else takes: the same ones again would find little that random does not. */
const firstPrioritised = 2 ** 32;

/** What the seed of a sweep means. It follows from the seed and the options alone. */
export async function trialOf(
  seed: number,
  subject: Subject,
  search: Search,
  options: DrawOptions & RecordingOptions,
): Promise<Trial> {
  const possible = strategyNames.filter((name) => whyNot(name, options.faults) === null);
  if (search.strategy !== "mixed")
    return trialUnder(search.strategy, seed, subject, search, options);
  // Each has one of as many seeds in a row, in an order that is drawn: a shard takes every n-th seed, and must not miss any.
  const round = Math.floor((seed - 1) / possible.length);
  const order = shuffled(possible, new Random(`claimcheck turns ${round}`));
  const strategy = order[(seed - 1) % possible.length] ?? "random";
  // A seed of its own in each turn, so that no base is left out; what is drawn means what it always did.
  const own = strategy === "random" ? seed : round + 1;
  return trialUnder(strategy, own, subject, search, options);
}

function shuffled<Item>(list: readonly Item[], random: Random): readonly Item[] {
  const left = [...list];
  return list.flatMap(() => left.splice(random.below(left.length), 1));
}

/** Why a strategy can do nothing with these kinds of fault; null when it can. */
export function whyNot(strategy: StrategyName, faults: readonly string[]): string | null {
  const needs = { random: null, enumeration: enumeratedKinds, resonance: resonantKinds, priority: null }[strategy]; // prettier-ignore
  if (needs === null || needs.some((kind) => faults.includes(kind))) return null;
  return `${strategy} needs one of the faults ${needs.join(", ")}`;
}

async function trialUnder(
  strategy: StrategyName,
  seed: number,
  subject: Subject,
  { base }: Search,
  options: DrawOptions & RecordingOptions,
): Promise<Trial> {
  const contract = contractOf(subject);
  switch (strategy) {
    case "random": {
      const drawn = contract.draw(seed, subject, options);
      return { ...drawn, strategy, worldSeed: seed };
    }
    case "priority": {
      const worldSeed = firstPrioritised + seed;
      const drawn = contract.draw(worldSeed, subject, options);
      const canDelay = options.faults.includes("delay");
      const { scenario, summary } = prioritised(drawn.scenario, worldSeed, canDelay);
      return { strategy, scenario, worldSeed, summary: [summary, ...drawn.summary] };
    }
    case "enumeration":
    case "resonance": {
      const [worldSeed, n] = placeOf(seed, base);
      const everyday = strategy === "enumeration" ? everydayOf(subject, worldSeed, options) : [];
      const recording = await recordings.of(subject, worldSeed, { ...options, everyday });
      const cases = strategy === "enumeration" ? knownCases(recording, options.faults) : [];
      const nothing =
        strategy === "enumeration" ? cases.length === 0 : lengthsIn(recording).length === 0;
      if (nothing) return trialUnder("random", seed, subject, { strategy, base }, options);
      const { scenario, summary } =
        strategy === "enumeration"
          ? enumerated(recording, cases, n)
          : resonant(recording, options.faults, n);
      return { strategy, scenario, worldSeed, summary: [summary] };
    }
  }
}

/** What may strike in a run that is enumerated, as far as it may strike at all: in every second one what does every day. */
function everydayOf(subject: Subject, seed: number, { faults }: DrawOptions): readonly string[] {
  const { everydayFaults = [] } = contractOf(subject);
  return seed % 2 === 0 ? everydayFaults.filter((kind) => faults.includes(kind)) : [];
}

/** How many cases there are at depth one in the scenario that a seed draws when nothing may strike but what does every day. */
export async function countCases(
  subject: Subject,
  base: number,
  options: DrawOptions & RecordingOptions,
): Promise<number> {
  const everyday = everydayOf(subject, base, options);
  return casesOf(await recordings.of(subject, base, { ...options, everyday }), options.faults)
    .length;
}

/** Which scenario a seed takes, and which of its cases: 0 is the first. */
function placeOf(seed: number, base: number | null): readonly [base: number, n: number] {
  if (base !== null) return [base, seed - 1];
  const perBlock = basesPerBlock * seedsPerBase;
  const block = Math.floor((seed - 1) / perBlock);
  const within = (seed - 1) % perBlock;
  return [block * basesPerBlock + (within % basesPerBlock) + 1, Math.floor(within / basesPerBlock)];
}

/** Of a recording that many seeds look at, the cases are found out once. */
function knownCases(recording: Recording, kinds: readonly string[]): readonly Case[] {
  const { kinds: before, cases: known } = casesKnown.get(recording) ?? {};
  const text = enumeratedKinds.filter((kind) => kinds.includes(kind)).join();
  if (known !== undefined && before === text) return known;
  const cases = casesOf(recording, kinds);
  casesKnown.set(recording, { kinds: text, cases });
  return cases;
}

const casesKnown = new WeakMap<
  Recording,
  { readonly kinds: string; readonly cases: readonly Case[] }
>();

/** Of all bases of a block, for each strategy the same. */
const recordings = new Recordings(basesPerBlock);
