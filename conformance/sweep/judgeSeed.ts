import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { Divergence, SeedResult, SeedRule } from "../../spec/result.ts";
import type { Search } from "../../spec/strategy.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import type { LiveReport } from "../live/liveReport.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { keepRun } from "../live/keptRuns.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scenario/scenarioRun.ts";
import { trialOf } from "../search/trialOf.ts";
import { firstDivergence } from "./firstDivergence.ts";

/** What every seed of a sweep has in common. */
export type SeedOptions = {
  readonly subject: Subject;
  /** Where a thread finds the subject again; null when it is built in. */
  readonly module: string | null;
  readonly backend: BackendName;
  readonly faults: readonly string[];
  readonly topology: TopologyKind;
  readonly redisVersion: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  readonly search: Search;
  /** Run each seed twice and compare the journals. */
  readonly checkDeterminism: boolean;
  /** Count what each process does. */
  readonly profile?: boolean | undefined;
  /** Asked by a live run whether it is to end before its time; told what it has measured with. */
  readonly stopped?: () => boolean;
  readonly onLiveReport?: (seed: number, report: LiveReport) => void;
};

/** Makes the seed's scenario, runs it, and keeps what a sweep needs to know. */
export async function judgeSeed(seed: number, options: SeedOptions): Promise<SeedResult> {
  const { subject, backend, faults, topology, redisVersion, search, checkDeterminism } = options;
  const contract = contractOf(subject);
  const drawn = { faults, topology, redisVersion };
  const { scenario, worldSeed, strategy } = await trialOf(seed, subject, search, drawn);
  const journal = checkDeterminism ? "full" : "digest";

  const { module, stopped, onLiveReport } = options;
  const asked: ScenarioRunOptions = {
    subject,
    module,
    backend,
    scenario,
    seed: worldSeed,
    journal,
    redisVersion,
    realServers: options.realServers,
    profile: options.profile === true,
    ...(stopped === undefined ? {} : { stopped }),
    onLiveReport: (report) => onLiveReport?.(seed, report),
  };
  let run = await contract.run(asked);
  // The wall clock is that of whoever is busy on this machine, too: such a run says nothing.
  if (backend === "live" && run.undecided.length > 0 && stopped?.() !== true)
    run = await contract.run(asked);
  if (backend === "live") keepRun(subject.name, seed, run);
  const again = checkDeterminism ? await contract.run(asked) : null;

  return {
    seed,
    search,
    strategy,
    digest: run.digest,
    rules: run.verdicts.map(summarise),
    undecided: run.undecided,
    faults: [...run.faults],
    notStruck: run.notStruck,
    ledger: run.ledger,
    commands: run.commands,
    simulatedMs: run.simulatedMs,
    divergence: again === null ? null : compare(seed, run, again),
    profile: run.profile,
  };
}

const summarise = (verdict: RuleVerdict): SeedRule => ({
  rule: verdict.rule.id,
  level: verdict.rule.level,
  statement: verdict.rule.statement,
  verdict: verdict.verdict,
  reason: verdict.verdict === "untested" ? verdict.reason : "",
});

function compare(seed: number, first: ScenarioRun, second: ScenarioRun): Divergence | null {
  const divergence = firstDivergence(seed, first.journal, second.journal);
  if (divergence !== null || first.digest === second.digest) return divergence;
  throw new Error(
    `judgeSeed: seed ${seed} gave equal journals and the digests ${first.digest} and ${second.digest}; a digest must follow from its journal`,
  );
}
