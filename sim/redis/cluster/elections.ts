import type { BusMessage } from "./busMessage.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { broadcast, headerOf, sendMessage } from "./sendMessage.ts";
import { eachSlot } from "./slotBits.ts";

/** Redis' clusterRequestFailoverAuth: asks all masters for their vote, even for taking over from one that works. */
export function requestVotes(cluster: Cluster): void {
  const isForced = cluster.state.manualEndMs !== 0;
  broadcast(cluster, { type: "auth-req", header: headerOf(cluster), isForced });
}

/**
 * Redis' clusterSendFailoverAuthIfNeeded: a master votes once in an epoch, and once in two node timeouts for replicas of the
 * same master, if that has failed and nobody owns its slots with a greater epoch.
 */
export function sendVoteIfNeeded(
  cluster: Cluster,
  node: ClusterNode,
  { header, isForced }: BusMessage & { readonly type: "auth-req" },
): void {
  const { state, nowMs } = cluster;
  const { master } = node;
  if (state.myself.isReplica || state.myself.slotCount === 0) return;
  if (header.currentEpoch < state.currentEpoch) return;
  if (state.lastVoteEpoch === state.currentEpoch) return;
  if (node.isMaster || master === null || (!master.isFailed && !isForced)) return;
  if (nowMs - master.votedMs < cluster.timeoutMs * 2) return;
  let isOutdated = false;
  eachSlot(header.slots, (slot) => {
    const owner = state.ownerOf(slot);
    if (owner === null || state.isUnclaimed(slot) || owner.configEpoch <= header.configEpoch)
      return;
    isOutdated = true;
    return false;
  });
  if (isOutdated) return;
  state.lastVoteEpoch = state.currentEpoch;
  master.votedMs = nowMs;
  state.doBeforeSleep(todo.saveConfig);
  sendMessage(cluster, node.link, { type: "auth-ack", header: headerOf(cluster) });
}
