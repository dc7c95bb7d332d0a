import { setImmediate } from "node:timers/promises";
import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { Scenario, ScenarioFault } from "../../spec/scenario.ts";
import type { Contract } from "../contracts/contract.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { deltaDebug } from "../deltaDebug.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";

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

export type Shrunk = {
  readonly scenario: Scenario;
  /** Runs that were spent. */
  readonly runs: number;
};

/**
 * Makes a scenario small while the same rule stays violated under the same seed: it ends sooner, loses calls, faults
 * and workers (delta debugging: halves, quarters, single ones), then details, then gets smaller numbers.
 *
 * It works on the plain scenario and not on fast-check's choices, so any artefact can be shrunk, and a part that is
 * left out moves nothing else. Only the numbers are fast-check's to shrink.
 */
export async function shrinkScenario(options: ShrinkOptions): Promise<Shrunk> {
  const search = new Search(options);
  await search.endSooner();
  for (;;) {
    const before = search.smallest;
    await search.removeParts();
    await search.pinFaults();
    await search.removeWorkers();
    await search.simplify();
    if (search.smallest === before || search.isSpent) break;
  }
  return { scenario: search.smallest, runs: search.runs };
}

class Search {
  smallest: Scenario;
  runs = 0;
  readonly #options: ShrinkOptions;
  readonly #contract: Contract;
  readonly #tried = new Set<string>();

  constructor(options: ShrinkOptions) {
    this.#options = options;
    this.#contract = contractOf(options.scenario);
    this.smallest = options.scenario;
  }

  get isSpent(): boolean {
    return this.runs >= this.#options.runsMax || this.#options.stopped?.() === true;
  }

  /** Begins the quiet period right after the violation, so that every later run is short. */
  async endSooner(): Promise<void> {
    const run = await this.#run(this.smallest);
    const endMs = run.startMs + this.smallest.faultsMs;
    const last = violationsOf(run, this.#options.rule).flatMap(({ events }) => {
      // That something has not happened by the end is proved by the end, too.
      const at = events.map((event) => run.history[event]?.at ?? Infinity).filter((ms) => ms < endMs); // prettier-ignore
      return at.length === 0 ? [] : [Math.max(...at) - run.startMs + 1];
    });
    const faultsMs = Math.min(...last);
    if (faultsMs >= this.smallest.faultsMs) return;
    const parts = this.#contract.partsOf(this.smallest);
    const before = positionsOf(parts).filter((at) => (parts[at]?.atMs ?? 0) <= faultsMs);
    await this.#take({ ...this.#contract.withParts(this.smallest, before), faultsMs });
  }

  /**
   * A fault at somebody's twelfth request needs the eleven before it. Said of one right before it strikes, it needs nothing of
   * what came earlier.
   */
  async pinFaults(): Promise<void> {
    const run = await this.#run(this.smallest);
    for (const [i, fault] of this.smallest.faults.entries()) {
      if (!("request" in fault) || !("process" in fault)) continue;
      const struck = run.history.find((event) => isStrike(event, fault, run.startMs));
      const atMs = struck === undefined ? fault.atMs : struck.at - run.startMs;
      for (const request of [1, 2, 3]) {
        const { faults } = this.smallest;
        const pinned = { ...fault, atMs, request };
        if (
          atMs > fault.atMs &&
          (await this.#take({ ...this.smallest, faults: faults.with(i, pinned) }))
        )
          // prettier-ignore
          break;
      }
    }
  }

  async removeParts(): Promise<void> {
    const whole = this.smallest;
    const isEnough = (rest: readonly number[]): Promise<boolean> =>
      this.#take(this.#contract.withParts(whole, rest));
    await deltaDebug(positionsOf(this.#contract.partsOf(whole)), isEnough);
  }

  async removeWorkers(): Promise<void> {
    for (const { name } of this.smallest.workers.toReversed()) {
      if (this.smallest.workers.length > 1)
        await this.#take(this.#contract.withoutWorker(this.smallest, name));
    }
  }

  async simplify(): Promise<void> {
    search: while (!this.isSpent) {
      for (const candidate of this.#simpler()) {
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
  async #take(candidate: Scenario): Promise<boolean> {
    const text = JSON.stringify(candidate);
    if (this.isSpent || this.#tried.has(text)) return false;
    this.#tried.add(text);
    const run = await this.#run(candidate);
    if (run.undecided.length > 0 || violationsOf(run, this.#options.rule).length === 0)
      return false;
    this.smallest = candidate;
    this.#options.onProgress?.(this.runs, stepsOf(candidate));
    return true;
  }

  async #run(scenario: Scenario): Promise<ScenarioRun> {
    await setImmediate(); // a run waits for nothing real, and Ctrl-C must be heard between two
    const { subject, seed, backend = "model", redisVersion = "7.0" } = this.#options;
    this.runs++;
    return this.#contract.run({
      subject,
      backend,
      scenario,
      seed,
      journal: "digest",
      redisVersion,
      realServers: this.#options.realServers,
    });
  }
}

const positionsOf = (list: readonly unknown[]): readonly number[] => list.map((_, at) => at);

/** Whether an event tells that a fault has struck its process. */
function isStrike(
  event: { readonly at: number },
  fault: ScenarioFault & { readonly process: unknown },
  startMs: number,
): boolean {
  return (
    "fault" in event &&
    event.fault === fault.fault &&
    "target" in event &&
    event.target === fault.process &&
    event.at >= startMs + fault.atMs
  );
}

function violationsOf(run: ScenarioRun, rule: string) {
  return run.verdicts.flatMap((verdict) => (verdict.rule.id === rule ? verdict.violations : []));
}
