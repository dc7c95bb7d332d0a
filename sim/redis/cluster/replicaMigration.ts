import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { setMaster } from "./setMaster.ts";

/** For so long a master must have been without replicas; those of the one that it has replaced may yet come. */
const migrationDelayMs = 5000;

/**
 * Redis' clusterHandleSlaveMigration: the replica with the smallest id, of those whose master has the most, moves to a master
 * that has none left. @param replicasMax how many working replicas that is.
 */
export function handleReplicaMigration(cluster: Cluster, replicasMax: number): void {
  const { state, node: server, nowMs } = cluster;
  const { myself } = state;
  if (state.health !== "ok" || myself.master === null) return;
  const failing = nodeFlags.failed | nodeFlags.mayHaveFailed;
  const working = myself.master.replicas.filter((replica) => !replica.is(failing)).length;
  if (working <= server.settings.clusterMigrationBarrier) return;

  let target: ClusterNode | null = null;
  let candidate = myself;
  for (const node of state.nodes.values()) {
    const replicas = node.isMaster ? node.workingReplicaCount : 0;
    const isOrphaned =
      !node.isReplica && !node.isFailed && node.is(nodeFlags.migrateTo) && replicas === 0;
    if (!isOrphaned) node.orphanedMs = 0;
    else {
      if (target === null && node.slotCount > 0) target = node;
      if (node.orphanedMs === 0) node.orphanedMs = nowMs;
    }
    if (replicas !== replicasMax) continue;
    for (const replica of node.replicas) if (replica.id < candidate.id) candidate = replica;
  }
  if (target !== null && candidate === myself && nowMs - target.orphanedMs > migrationDelayMs)
    setMaster(cluster, target);
}
