import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import { schedulerFaultKinds, type SchedulerFaultKind } from "../../spec/fault.ts";
import type { Shard } from "../arguments/parseShard.ts";
import { reportFolder } from "../artefacts/reportFolder.ts";
import { findSubject } from "../findSubject.ts";
import { versions } from "../versions.ts";
import type { SeedChoice, SubjectSweep } from "./sweepSubject.ts";

/** What was asked on the command line, checked as far as that is possible without loading anything. */
export type SweepRequest = {
  readonly subject: string;
  readonly backend: BackendName;
  readonly seeds: SeedChoice;
  readonly shard: Shard | null;
  /** Null is every kind. */
  readonly faults: readonly SchedulerFaultKind[] | null;
  readonly jobs: number;
  readonly reportFolder: string | null;
  readonly checkDeterminism: boolean;
  readonly shrink: boolean;
  readonly redisVersion: RedisVersion;
};

/** Runs for each violated rule. Enough to reach a handful of steps; a violation is no less true before. */
const shrinkRunsMax = 400;

/** Everything that can still be wrong with the question is found here, before anything runs. */
export function planSweep(request: SweepRequest): SubjectSweep {
  const subject = findSubject(request.subject);
  const folder = request.reportFolder === null ? null : reportFolder(request.reportFolder);
  const { seeds, shard, faults, jobs, checkDeterminism, redisVersion } = request;
  return {
    subject,
    seeds,
    shard,
    plan: {
      contract: subject.contract,
      subject: subject.name,
      backend: request.backend,
      seeds: tellSeeds(seeds),
      shard,
      faults: faults ?? schedulerFaultKinds,
      versions: versions(profileOf(redisVersion).release, request.backend),
    },
    faultsNamed: faults ?? [],
    redisVersion,
    jobs,
    checkDeterminism,
    shrinkRunsMax: request.shrink ? shrinkRunsMax : 0,
    stopAtRule: null,
    folder,
  };
}

function tellSeeds({ from, to, forMs }: SeedChoice): string {
  if (from === to) return `seed ${from}`;
  const end = to === Number.MAX_SAFE_INTEGER ? "" : to;
  return `seeds ${from}..${end}${forMs === null ? "" : ` for ${forMs / 1_000} s`}`;
}
