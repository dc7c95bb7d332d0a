import type { SweepPlan } from "../spec/result.ts";
import { serverName } from "./serverName.ts";

/**
 * What is about to run, before it runs: whoever stops it half-way must know what it was.
 *
 * @param swarm what the seed drew, when there is only one
 */
export function tellConfiguration(plan: SweepPlan, swarm: readonly string[]): readonly string[] {
  const shard = plan.shard === null ? "" : `  shard ${plan.shard.index}/${plan.shard.count}`;
  const { redis, "ioredis-mock": mock } = plan.versions;
  const server =
    mock !== undefined ? `ioredis-mock ${mock}` : redis === undefined ? null : serverName(redis);
  return [
    `${plan.seeds}${shard}  contract ${plan.contract}  subject ${plan.subject}  backend ${plan.backend}${server === null ? "" : ` (${server})`}`,
    ...(plan.topology === "standalone" ? [] : [`topology  ${plan.topology}`]),
    ...(plan.strategy === "random" ? [] : [`strategy  ${plan.strategy}`]),
    `faults  ${plan.faults.length === 0 ? "none" : plan.faults.join(" ")}`,
    ...swarm,
  ];
}
