import type { BusHeader, BusMessage } from "./busMessage.ts";
import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";

/**
 * Redis' clusterBuildMessageHdr: a replica tells the slots and the epoch of its master. It is the same object as last time
 * while there is nothing new, as in most of what nodes tell each other.
 */
export function headerOf(cluster: Cluster): BusHeader {
  const { state, node } = cluster;
  const { myself } = state;
  const master = myself.isReplica && myself.master !== null ? myself.master : myself;
  const { offset } = cluster.replication;
  const isPaused = myself.isMaster && state.manualEndMs !== 0;
  const last = cluster.lastHeader;
  if (
    last !== null &&
    last.sender === myself.id &&
    last.currentEpoch === state.currentEpoch &&
    last.configEpoch === master.configEpoch &&
    last.offset === offset &&
    last.slots === master.slots &&
    last.master === (myself.master?.id ?? null) &&
    last.announcedHost === node.settings.clusterAnnounceIp &&
    last.port === myself.port &&
    last.busPort === myself.busPort &&
    last.hostname === myself.hostname &&
    last.flags === myself.flags &&
    last.state === state.health &&
    last.isPaused === isPaused
  )
    return last;
  return (cluster.lastHeader = {
    sender: myself.id,
    currentEpoch: state.currentEpoch,
    configEpoch: master.configEpoch,
    offset,
    slots: master.slots,
    master: myself.master?.id ?? null,
    announcedHost: node.settings.clusterAnnounceIp,
    port: myself.port,
    busPort: myself.busPort,
    hostname: myself.hostname,
    flags: myself.flags,
    state: state.health,
    isPaused,
  });
}

/** Redis' clusterSendMessage; without a link nothing is sent. */
export function sendMessage(cluster: Cluster, link: BusLink | null, message: BusMessage): void {
  if (link === null) return;
  cluster.state.sent.add(message.type);
  link.send(message);
}

/** Redis' clusterBroadcastMessage. */
export function broadcast(cluster: Cluster, message: BusMessage): void {
  for (const node of cluster.state.nodes.values())
    if (!node.is(nodeFlags.myself | nodeFlags.handshake)) sendMessage(cluster, node.link, message);
}

/** Redis' clusterSendFail. */
export function sendFail(cluster: Cluster, failed: string): void {
  broadcast(cluster, { type: "fail", header: headerOf(cluster), failed });
}

/** Redis' clusterSendUpdate: tells one node what another one serves, without the slots that this one claims no longer. */
export function sendUpdate(cluster: Cluster, link: BusLink | null, owner: ClusterNode): void {
  if (link === null) return;
  let ownerSlots = owner.slots;
  const { unclaimed } = cluster.state;
  if (unclaimed.size > 0) {
    ownerSlots = ownerSlots.slice();
    for (const slot of unclaimed) ownerSlots[slot >> 3]! &= ~(1 << (slot & 7));
  }
  sendMessage(cluster, link, {
    type: "update",
    header: headerOf(cluster),
    owner: owner.id,
    ownerEpoch: owner.configEpoch,
    ownerSlots,
  });
}
