import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import { InputError } from "../../spec/inputError.ts";
import { isNodeFaultKind, whyNotOn } from "../../spec/nodeFault.ts";
import type { Search } from "../../spec/strategy.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { Subject } from "../../adapters/subject.ts";
import type { Shard } from "../arguments/parseShard.ts";
import { reportFolder } from "../artefacts/reportFolder.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { knownName } from "../arguments/knownName.ts";
import { whyNotLive } from "../live/whyNotLive.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import { whyNot } from "../search/trialOf.ts";
import { versions } from "../versions.ts";
import type { SeedChoice, SubjectSweep } from "./sweepSubject.ts";

/** What was asked on the command line, checked as far as that is possible without loading anything. */
export type SweepRequest = {
  readonly backend: BackendName;
  readonly seeds: SeedChoice;
  readonly shard: Shard | null;
  /** Null: random, so that a seed means what it always did; mixed when time decides how many seeds there are. */
  readonly strategy: Search["strategy"] | null;
  readonly base: number | null;
  /** Null: the first on which the subject can be put on trial. */
  readonly topology: TopologyKind | null;
  /** "all": every kind that can strike on the topology. Null: the same, but on one node those of the node itself. */
  readonly faults: readonly string[] | "all" | null;
  readonly jobs: number;
  readonly reportFolder: string | null;
  readonly checkDeterminism: boolean;
  readonly profile?: boolean | undefined;
  readonly shrink: boolean;
  readonly redisVersion: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
};

/** Runs for each violated rule. Enough to reach a handful of steps; a violation is no less true before. */
const shrinkRunsMax = 400;

/**
 * Everything that can still be wrong with the question is found here, before anything runs.
 *
 * @param module where the subject comes from, as it was given; null for one that is built in
 */
export function planSweep(
  request: SweepRequest,
  subject: Subject,
  module: string | null = null,
): SubjectSweep {
  const folder = request.reportFolder === null ? null : reportFolder(request.reportFolder);
  const { seeds, shard, jobs, checkDeterminism, redisVersion } = request;
  const topology = request.topology ?? subject.topologies?.[0] ?? "standalone";
  refuseBackend(request.backend, subject);
  refuseTopology(topology, request.backend, subject);
  if (request.backend === "live") refuseComparisons(request);
  refuseProfile(request);
  const faults = faultsOf(
    request.faults,
    topology,
    request.backend,
    contractOf(subject).faultKinds,
  );
  const search = searchOf(request, faults);
  return {
    subject,
    module,
    seeds,
    shard,
    plan: {
      contract: subject.contract,
      subject: subject.name,
      backend: request.backend,
      seeds: tellSeeds(seeds),
      shard,
      topology,
      strategy: search.strategy,
      faults,
      versions: versions(profileOf(redisVersion).release, request.backend),
    },
    faultsNamed: typeof request.faults === "string" ? [] : (request.faults ?? []),
    redisVersion,
    realServers: request.realServers,
    search,
    jobs,
    checkDeterminism,
    profile: request.profile,
    // What a live run has shown it may not show again, however small it is made.
    shrinkRunsMax: request.shrink && request.backend !== "live" ? shrinkRunsMax : 0,
    stopAtRule: null,
    folder,
  };
}

/** How seeds become scenarios: as it was asked, or as it is usual. */
function searchOf(
  { strategy: asked, base, seeds, backend }: SweepRequest,
  faults: readonly string[],
): Search {
  const isModelled = backend === "model" || backend === "lockstep";
  const strategy = asked ?? (seeds.forMs !== null && isModelled ? "mixed" : "random");
  if (base !== null && strategy !== "enumeration" && strategy !== "resonance") {
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--base: got ${base} with the strategy ${strategy}; give --strategy enumeration or resonance`,
    );
  }
  if (strategy !== "random" && !isModelled) {
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--strategy: got "${strategy}" with --backend ${backend}, where runs are not to be steered; leave it out`,
    );
  }
  const why = strategy === "mixed" ? null : whyNot(strategy, faults);
  if (why !== null)
    throw new InputError("CONFLICTING_OPTIONS", `--strategy: ${why}; give some with --faults`);
  return { strategy, base };
}

/** Live runs are on the wall clock of this machine: no two are the same, and one is enough for it. */
function refuseComparisons({ checkDeterminism, jobs }: SweepRequest): void {
  if (!checkDeterminism && jobs === 1) return;
  throw new InputError(
    "CONFLICTING_OPTIONS",
    checkDeterminism
      ? "--check-determinism with --backend live, where no two runs are the same; leave it out"
      : `--jobs: got ${jobs} with --backend live, where runs would slow each other down; leave it out`,
  );
}

/** Processes of the machine are not the kernel's to count. @throws InputError */
export function refuseProfile(asked: {
  readonly profile?: boolean | undefined;
  readonly backend: BackendName;
}): void {
  if (asked.profile !== true || asked.backend !== "live") return;
  throw new InputError(
    "CONFLICTING_OPTIONS",
    "--profile with --backend live, whose processes are not simulated; give another backend",
  );
}

function refuseBackend(backend: BackendName, subject: Subject): void {
  const contract = contractOf(subject);
  const { name, backends } = contract;
  const own = contract.backendsOf(subject);
  if (own.includes(backend)) return;
  if (backends.includes(backend))
    throw new InputError(
      "UNAVAILABLE_BACKEND",
      `--backend: got "${backend}", which shows nothing of ${subject.name}, as that asks no server; give ${own.join(" or ")}`,
    );
  throw new InputError(
    "UNAVAILABLE_BACKEND",
    `--backend: got "${backend}", on which the contract ${name} cannot be run; give ${backends.join(" or ")}`,
  );
}

function refuseTopology(topology: TopologyKind, backend: BackendName, subject: Subject): void {
  if (subject.topologies !== undefined && !subject.topologies.includes(topology)) {
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--topology: got "${topology}", on which ${subject.name} shows nothing; give ${subject.topologies.join(" or ")}`,
    );
  }
  if (topology !== "standalone" && backend === "mock") {
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--topology: got "${topology}" with --backend mock; ioredis-mock is one node, give standalone`,
    );
  }
  if (topology === "cluster" && !subject.capabilities.has("cluster")) {
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--topology: got "cluster", but ${subject.name} does not claim to work on Redis Cluster; give standalone or replicated`,
    );
  }
}

/**
 * Kinds that may strike. A seed on one node means what it meant before nodes had faults of their own: those strike
 * there only when somebody asks for them.
 */
function faultsOf(
  faults: SweepRequest["faults"],
  kind: TopologyKind,
  backend: BackendName,
  kinds: readonly string[],
): readonly string[] {
  if (faults === null && kind === "standalone") {
    return kinds.filter(
      (fault) =>
        !isNodeFaultKind(fault) && (backend !== "live" || whyNotLive(fault, kind) === null),
    );
  }
  if (faults === null || faults === "all") {
    const possible = kinds.filter((fault) => whyNotOn(fault, { kind }) === null);
    return backend === "live"
      ? possible.filter((fault) => whyNotLive(fault, kind) === null)
      : possible;
  }
  for (const fault of faults) {
    knownName("fault", fault, kinds, (known) => known);
    const why = whyNotOn(fault, { kind });
    if (why === null) continue;
    throw new InputError(
      "BAD_FAULTS",
      `--faults: ${fault} cannot strike on the topology ${kind} (${why}); give --topology cluster`,
    );
  }
  return faults;
}

function tellSeeds({ from, to, forMs }: SeedChoice): string {
  if (from === to) return `seed ${from}`;
  const end = to === Number.MAX_SAFE_INTEGER ? "" : to;
  return `seeds ${from}..${end}${forMs === null ? "" : ` for ${forMs / 1_000} s`}`;
}
