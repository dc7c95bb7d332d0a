import type { TopologyKind } from "../../spec/topology.ts";

/**
 * Why a fault cannot strike real nodes; null when it can.
 *
 * A node of a real cluster has connections that the model's has not, and the other way round: nothing strikes there that
 * counts or names them.
 */
export function whyNotInLockstep(kind: string, topology: TopologyKind): string | null {
  return topology === "cluster" ? (notInClusters.get(kind) ?? null) : null;
}

const connections = "in lockstep the nodes of a cluster have connections of their own";

const notInClusters: ReadonlyMap<string, string> = new Map([
  ["connection-limit", connections],
  ["client-kill", connections],
]);
