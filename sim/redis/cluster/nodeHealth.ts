import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { failureReportsCount } from "./failureReports.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { sendFail } from "./sendMessage.ts";

/** After so many node timeouts a master that is back is taken for well, if nobody has taken over from it. */
const undoTimeouts = 2;

/** Redis' markNodeAsFailingIfNeeded: what this node and a majority of the masters think has failed is said to have. */
export function markAsFailingIfNeeded(cluster: Cluster, node: ClusterNode): void {
  const { state } = cluster;
  if (!node.mayHaveFailed || node.isFailed) return;
  const failures = failureReportsCount(cluster, node) + (state.myself.isMaster ? 1 : 0);
  if (failures < cluster.quorum) return;
  node.clear(nodeFlags.mayHaveFailed);
  node.set(nodeFlags.failed);
  node.failedMs = cluster.nowMs;
  sendFail(cluster, node.id);
  state.doBeforeSleep(todo.updateState | todo.saveConfig);
}

/** Redis' clearNodeFailureIfNeeded: a node that had failed answers again. */
export function clearFailureIfNeeded(cluster: Cluster, node: ClusterNode): void {
  const isUnneeded = node.isReplica || node.slotCount === 0;
  // Nobody is going to serve its slots in its place.
  const isUnreplaced =
    node.isMaster &&
    node.slotCount > 0 &&
    cluster.nowMs - node.failedMs > cluster.timeoutMs * undoTimeouts;
  if (!isUnneeded && !isUnreplaced) return;
  node.clear(nodeFlags.failed);
  cluster.state.doBeforeSleep(todo.updateState | todo.saveConfig);
}
