import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { SchedulerFaultKind } from "../../spec/fault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { SeedResult } from "../../spec/result.ts";
import { findSubject } from "../findSubject.ts";
import { judgeSeed } from "./judgeSeed.ts";

/** One seed as it is sent to a thread: subjects are code and cross by their name. */
export type SweepTask = {
  readonly subject: string;
  readonly backend: BackendName;
  readonly seed: number;
  readonly faults: readonly SchedulerFaultKind[];
  readonly topology: TopologyKind;
  readonly redisVersion: RedisVersion;
  readonly checkDeterminism: boolean;
};

/** Runs in a thread of its own, with a kernel of its own: each has its own globals to replace. */
export default async function judgeInThread(task: SweepTask): Promise<SeedResult> {
  const subject = findSubject(task.subject);
  await subject.load?.();
  return judgeSeed(task.seed, {
    subject,
    backend: task.backend,
    faults: task.faults,
    topology: task.topology,
    redisVersion: task.redisVersion,
    checkDeterminism: task.checkDeterminism,
  });
}
