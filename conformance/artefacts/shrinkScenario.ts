import { setImmediate } from "node:timers/promises";
import type { Subject } from "../../adapters/subject.ts";
import { pass } from "../../sim/kernel/faultRule.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { Violation } from "../../spec/rule.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { Contract } from "../contracts/contract.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { deltaDebug } from "../deltaDebug.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import type { World } from "../../sim/kernel/world.ts";
import { Random } from "../../sim/random.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";
import { leapFrom } from "./leap.ts";
import { likelyScenarios } from "./likelyScenarios.ts";
import { pinned, type ArrivedRequest } from "./pinned.ts";
import { soonerEnds } from "./soonerEnds.ts";
import { varied } from "./varied.ts";

/** What is made smaller, and how long that may take. */
export type ShrinkOptions = {
  readonly subject: Subject;
  readonly backend?: BackendName;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The rule that must stay violated. */
  readonly rule: string;
  /** Runs that may be spent. */
  readonly runsMax: number;
  /** Which server the model is; Redis 7.0 unless told otherwise. */
  readonly redisVersion?: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  readonly onProgress?: (runs: number, steps: number) => void;
  /** Asked between runs; true ends the search with the smallest so far. */
  readonly stopped?: () => boolean;
};

/** The smallest scenario that was found to violate the rule still. */
export type Shrunk = {
  readonly scenario: Scenario;
  /** Of its world: another one than it was where the same showed in less only then. */
  readonly seed: number;
  /** Runs that were spent. */
  readonly runs: number;
};

/**
 * Makes a scenario small while the same rule stays violated: it ends sooner, loses workers, calls and faults (delta
 * debugging: halves, quarters, single ones), then details, then gets smaller numbers. What makes all later runs shorter
 * comes first.
 *
 * It works on the plain scenario and not on fast-check's choices, so any artefact can be shrunk. Only the numbers are
 * fast-check's to shrink. Where workers compete, a part that is left out moves who does what: so it also guesses at what the
 * violation takes, and varies that a little, under other seeds as well.
 */
export async function shrinkScenario(options: ShrinkOptions): Promise<Shrunk> {
  const search = new Search(options);
  for (;;) {
    const before = search.smallest;
    await search.endSooner();
    await search.steady();
    await search.pinFaults();
    await search.guess();
    await search.removeWorkers();
    await search.removeParts();
    if (search.smallest === before) await search.leap();
    if (search.smallest === before) await search.simplify();
    if (search.smallest === before || search.isSpent) break;
  }
  const { smallest, seed, runs } = search;
  return { scenario: smallest, seed, runs };
}

/** So few need no guesses. */
const fewSteps = 5;
/** How often each guess is varied, and how many leaps are drawn. */
const variantsMax = 20;
const leapsMax = 100;
/** So much later may happen what is left. */
const spareMs = 10_000;
/** A fault strikes at a command so long before it shows. */
const nearMs = 100;

/** What a scenario showed. */
type Shown = {
  readonly run: ScenarioRun;
  readonly violations: readonly Violation[];
  /** All requests that arrived at a node, in order; none when nobody could watch. */
  readonly requests: readonly ArrivedRequest[];
};

class Search {
  smallest: Scenario;
  /** Of the smallest scenario's world. */
  seed: number;
  runs = 0;
  readonly #options: ShrinkOptions;
  readonly #contract: Contract;
  readonly #tried = new Set<string>();
  /** What the smallest scenario showed; null before it was run. */
  #shown: Shown | null = null;

  constructor(options: ShrinkOptions) {
    this.#options = options;
    this.#contract = contractOf(options.scenario);
    this.smallest = options.scenario;
    this.seed = options.seed;
    this.#tried.add(textOf(this.smallest, this.seed));
  }

  get isSpent(): boolean {
    return this.runs >= this.#options.runsMax || this.#options.stopped?.() === true;
  }

  /** Ends the run, and before that the faults, as soon as the violation allows, so that every later run is short. */
  async endSooner(): Promise<void> {
    search: while (!this.isSpent) {
      const { run, violations } = await this.#shownBySmallest();
      for (const phases of soonerEnds(this.smallest, run, violations)) {
        const parts = this.#contract.partsOf(this.smallest);
        const before = positionsOf(parts).filter((at) => (parts[at]?.atMs ?? 0) <= phases.faultsMs);
        const rest = this.#contract.withParts(this.smallest, before);
        const quietMs = Math.min(rest.quietMs, phases.quietMs);
        if (await this.#take({ ...rest, ...phases, quietMs })) continue search;
      }
      return;
    }
  }

  /** Where all messages take as long, what is left out changes less of what others do. */
  async steady(): Promise<void> {
    const { min, max } = this.smallest.latencyUs;
    for (const us of [500, max]) {
      const latencyUs = { min: us, max: us };
      if (min < max && (await this.#take({ ...this.smallest, latencyUs }))) return;
    }
  }

  /** Says of faults that count requests as little as it takes to strike where they struck (`pinned`). */
  async pinFaults(): Promise<void> {
    for (const position of this.smallest.faults.keys()) {
      const { run, requests } = await this.#shownBySmallest();
      const { faults } = this.smallest;
      const fault = faults[position];
      if (fault === undefined) continue;
      for (const each of pinned(fault, requests, run.startMs)) {
        if (await this.#take({ ...this.smallest, faults: faults.with(position, each) })) break;
      }
    }
  }

  async removeParts(): Promise<void> {
    const whole = this.smallest;
    const isEnough = (rest: readonly number[]): Promise<boolean> =>
      this.#take(this.#contract.withParts(whole, rest));
    await deltaDebug(positionsOf(this.#contract.partsOf(whole)), isEnough);
  }

  /** Takes what happened right before what proves the violation for all that it takes, as it was or a little varied. */
  async guess(): Promise<void> {
    const whole = this.#longer();
    if (stepsOf(whole) <= fewSteps) return;
    const shown = await this.#shownBySmallest();
    const { run, violations } = shown;
    const commands = commandsBefore(shown);
    const random = new Random(`claimcheck guesses ${this.runs}`);
    const likely = violations
      .slice(0, 2)
      .flatMap((violation) => [...likelyScenarios(whole, this.#contract, run, violation)])
      .filter((each) => stepsOf(each) < stepsOf(whole));
    for (let variants = 0; variants < variantsMax; variants++) {
      for (const each of likely) {
        const taken =
          variants === 0
            ? await this.#take(each)
            : await this.#take(varied(each, commands, random), random.pick(this.#seeds()));
        if (taken) return;
      }
    }
  }

  /** Tries much smaller ones that are drawn, when nothing can be left out by itself and there is still much. */
  async leap(): Promise<void> {
    const whole = this.#longer();
    if (stepsOf(whole) <= fewSteps) return;
    const commands = commandsBefore(await this.#shownBySmallest());
    const random = new Random(`claimcheck leaps ${this.runs}`);
    for (let leaps = 0; leaps < leapsMax; leaps++) {
      const each = leapFrom(whole, this.#contract, commands, random);
      if (await this.#take(each, random.pick(this.#seeds()))) return;
    }
  }

  /** The smallest one with more time for faults: what is left may happen a little later. */
  #longer(): Scenario {
    const { faultsMs } = this.#options.scenario;
    return { ...this.smallest, faultsMs: Math.min(faultsMs, this.smallest.faultsMs + spareMs) };
  }

  /** The run's own seed, then others: which of several workers is first follows from it. */
  #seeds(): readonly number[] {
    return [...new Set([this.seed, 1, 2, 3, 4, 5])];
  }

  async removeWorkers(): Promise<void> {
    for (const { name } of this.smallest.workers.toReversed()) {
      if (this.smallest.workers.length > 1)
        await this.#take(this.#contract.withoutWorker(this.smallest, name));
    }
  }

  /** Goes on where a simpler scenario was found: what was tried before it would hardly help now. */
  async simplify(): Promise<void> {
    let position = 0;
    search: while (!this.isSpent) {
      let at = 0;
      for (const candidate of this.#simpler()) {
        if (at++ < position) continue;
        position = at - 1;
        if (await this.#take(candidate)) continue search;
      }
      return;
    }
  }

  *#simpler(): Generator<Scenario> {
    const { ties, ...withoutTies } = this.smallest;
    if (ties !== undefined) yield withoutTies;
    yield* this.#contract.simplerScenarios(this.smallest);
  }

  /** Whether the rule is still violated; then the candidate is the smallest so far. */
  async #take(candidate: Scenario, seed = this.seed): Promise<boolean> {
    const text = textOf(candidate, seed);
    if (this.isSpent || this.#tried.has(text)) return false;
    this.#tried.add(text);
    const shown = await this.#run(candidate, seed);
    if (shown.run.undecided.length > 0 || shown.violations.length === 0) return false;
    this.smallest = candidate;
    this.seed = seed;
    this.#shown = shown;
    this.#options.onProgress?.(this.runs, stepsOf(candidate));
    return true;
  }

  async #shownBySmallest(): Promise<Shown> {
    const shown = this.#shown ?? (await this.#run(this.smallest, this.seed));
    this.#shown = shown;
    return shown;
  }

  async #run(scenario: Scenario, seed: number): Promise<Shown> {
    await setImmediate(); // a run waits for nothing real, and Ctrl-C must be heard between two
    const { subject, rule, backend = "model", redisVersion = "7.0" } = this.#options;
    this.runs++;
    const requests: ArrivedRequest[] = [];
    const onWorld = (world: World): void => {
      world.network.rules.push(({ from, name }) => {
        requests.push({ process: from.name, name, at: world.nowMs });
        return pass;
      });
    };
    const run = await this.#contract.run({
      subject,
      backend,
      scenario,
      seed,
      journal: "digest",
      redisVersion,
      realServers: this.#options.realServers,
      ...(this.#contract.ownThread ? {} : { onWorld }),
    });
    return { run, violations: violationsOf(run, rule), requests };
  }
}

/** Names of commands that were sent right before something that proves the violation. */
function commandsBefore({ run: { history }, violations, requests }: Shown): readonly string[] {
  const instants = violations.flatMap(({ events }) =>
    events.map((event) => history[event]?.at ?? 0),
  );
  const near = requests.filter(({ at }) => instants.some((ms) => at <= ms && ms - at <= nearMs));
  return [...new Set(near.map(({ name }) => name))];
}

const textOf = (scenario: Scenario, seed: number): string => `${seed} ${JSON.stringify(scenario)}`;

const positionsOf = (list: readonly unknown[]): readonly number[] => list.map((_, at) => at);

function violationsOf(run: ScenarioRun, rule: string): readonly Violation[] {
  return run.verdicts.flatMap((verdict) => (verdict.rule.id === rule ? verdict.violations : []));
}
