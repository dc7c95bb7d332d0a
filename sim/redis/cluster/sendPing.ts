import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { headerOf, sendMessage } from "./sendMessage.ts";

/**
 * Redis' clusterSendPing: says what this node is, and something of a tenth of the others, at least three, chosen by chance,
 * and of all that may have failed.
 */
export function sendPing(cluster: Cluster, link: BusLink, type: "ping" | "pong" | "meet"): void {
  const { state, nowMs, random } = cluster;
  const { myself } = state;
  const ping = cluster.takePingNumber();
  if (!link.isInbound && type === "ping" && link.node !== null) link.node.pingSentMs = nowMs;
  const header = headerOf(cluster);
  const { list } = state;
  const { draft } = cluster;
  let count = 0;
  let fresh = list.length - 2;
  const wanted = Math.min(Math.max(Math.floor(list.length / 10), 3), fresh);
  for (let left = wanted * 3; fresh > 0 && count < wanted && left > 0; left--) {
    const node = list[random.below(list.length)]!;
    if (node === myself || node.mayHaveFailed) continue;
    if (
      node.is(nodeFlags.handshake | nodeFlags.noAddress) ||
      (node.link === null && node.slotCount === 0)
    ) {
      fresh--;
      continue;
    }
    if (node.lastGossip === ping) continue;
    node.lastGossip = ping;
    draft[count++] = node.gossip;
    fresh--;
  }
  let failingWanted = state.mayHaveFailedCount;
  if (failingWanted > 0)
    for (const node of list) {
      if (node.is(nodeFlags.handshake | nodeFlags.noAddress) || !node.mayHaveFailed) continue;
      draft[count++] = node.gossip;
      if (--failingWanted === 0) break;
    }
  sendMessage(cluster, link, { type, header, gossip: draft.slice(0, count) });
}

/** Redis' clusterBroadcastPong: what has changed is told at once, to all or to those with the same master. */
export function broadcastPong(cluster: Cluster, target: "all" | "local replicas"): void {
  const { myself, nodes } = cluster.state;
  for (const node of nodes.values()) {
    if (node.link === null || node === myself || node.isInHandshake) continue;
    if (target === "local replicas") {
      const isLocal =
        node.isReplica &&
        node.master !== null &&
        (node.master === myself || node.master === myself.master);
      if (!isLocal) continue;
    }
    sendPing(cluster, node.link, "pong");
  }
}
