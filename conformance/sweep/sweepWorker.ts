import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { SeedResult } from "../../spec/result.ts";
import type { Search } from "../../spec/strategy.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import { loadSubject } from "../subjectModule/loadSubject.ts";
import { judgeSeed } from "./judgeSeed.ts";

/** One seed as it is sent to a thread: subjects are code and cross by their name. */
export type SweepTask = {
  readonly contract: string;
  readonly subject: string;
  readonly module: string | null;
  readonly backend: BackendName;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly topology: TopologyKind;
  readonly redisVersion: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  readonly search: Search;
  readonly checkDeterminism: boolean;
  readonly profile?: boolean | undefined;
};

/** Runs in a thread of its own, with a kernel of its own: each has its own globals to replace. */
export default async function judgeInThread(task: SweepTask): Promise<SeedResult> {
  const subject = await loadSubject(task);
  await subject.load?.();
  return judgeSeed(task.seed, {
    subject,
    module: task.module,
    backend: task.backend,
    faults: task.faults,
    topology: task.topology,
    redisVersion: task.redisVersion,
    realServers: task.realServers,
    search: task.search,
    checkDeterminism: task.checkDeterminism,
    profile: task.profile,
  });
}
