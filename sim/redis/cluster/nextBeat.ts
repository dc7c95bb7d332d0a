import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";

/**
 * The first instant at which a beat of `clusterCron` may have something to do besides the ping that comes every second
 * anyway; 0 for the very next one. Beats before that would change nothing, and are left out.
 */
export function nextDueMs(cluster: Cluster): number {
  const { state, replication, halfTimeoutMs } = cluster;
  const { myself } = state;
  const { master } = myself;
  if (state.health === "fail" || state.manualEndMs !== 0 || state.mayHaveFailedCount !== 0)
    return 0;
  if (master !== null && (master.isFailed || (!replication.isFollowing && master.hasAddress)))
    return 0;
  let dueMs = Infinity;
  for (const node of state.list) {
    if (node.is(nodeFlags.myself | nodeFlags.noAddress)) continue;
    if (node.link === null || node.is(nodeFlags.handshake | nodeFlags.mayHaveFailed)) return 0;
    if (master !== null && isOrphan(node)) return 0;
    const nodeDueMs =
      node.pingSentMs === 0 ? node.pongReceivedMs + halfTimeoutMs : silenceEndsMs(cluster, node);
    if (nodeDueMs < dueMs) dueMs = nodeDueMs;
  }
  return dueMs + 1;
}

/** When a node that owes an answer is connected to again, or suspected, whichever comes first. */
function silenceEndsMs({ timeoutMs, halfTimeoutMs }: Cluster, node: ClusterNode): number {
  const silentSinceMs = Math.max(node.pingSentMs, node.dataReceivedMs);
  const connectedMs = node.link?.createdMs ?? 0;
  const reconnectMs = Math.max(connectedMs + timeoutMs, silentSinceMs + halfTimeoutMs);
  return node.isFailed ? reconnectMs : Math.min(reconnectMs, silentSinceMs + timeoutMs);
}

/** A master that has lost its replicas: one of others may have to move there. */
function isOrphan(node: ClusterNode): boolean {
  return (
    node.isMaster &&
    !node.isFailed &&
    node.slotCount > 0 &&
    node.is(nodeFlags.migrateTo) &&
    node.workingReplicaCount === 0
  );
}
