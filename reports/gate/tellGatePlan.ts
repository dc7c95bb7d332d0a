import type { SweepPlan } from "../../spec/result.ts";
import type { GateResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";
import { serverName } from "../serverName.ts";
import { tellDuration } from "../tellDuration.ts";

/** What the gate is about to do, before it does it. */
export function tellGatePlan(plan: {
  /** One for each topology. */
  readonly plans: readonly SweepPlan[];
  readonly leftOut: GateResult["leftOut"];
  readonly regressions: number;
  readonly seedsAtLeast: number;
  readonly budgetMs: number;
}): readonly string[] {
  const { plans, leftOut, regressions, seedsAtLeast, budgetMs } = plan;
  const [first] = plans;
  if (first === undefined) return [];
  const { contract, subject, backend, versions, shard } = first;
  const redis = versions["redis"];
  const server = backend === "mock" || redis === undefined ? "" : ` (${serverName(redis)})`;
  return [
    `gate  contract ${contract}  subject ${subject}  backend ${backend}${server}${shard === null ? "" : `  shard ${shard.index}/${shard.count}`}`,
    `topologies  ${plans.map(({ topology }) => topology).join(", ")}`,
    ...leftOut.map(({ topology, why }) => `left out    ${topology}: ${why}`),
    `to do       a canary, ${counted(regressions, "saved regression")}, ${counted(seedsAtLeast, "seed")} on each topology, then more until ${tellDuration(budgetMs)} are used`,
  ];
}
