import type { BusHeader, BusMessage } from "./busMessage.ts";
import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";

/** Redis' clusterBuildMessageHdr: a replica tells the slots and the epoch of its master. */
export function headerOf(cluster: Cluster): BusHeader {
  const { state, node } = cluster;
  const { myself } = state;
  const master = myself.isReplica && myself.master !== null ? myself.master : myself;
  return {
    sender: myself.id,
    currentEpoch: state.currentEpoch,
    configEpoch: master.configEpoch,
    offset: cluster.replication.offset,
    slots: master.slots,
    master: myself.master?.id ?? null,
    announcedHost: node.settings.clusterAnnounceIp,
    port: myself.port,
    busPort: myself.busPort,
    hostname: myself.hostname,
    flags: myself.flags,
    state: state.health,
    isPaused: myself.isMaster && state.manualEndMs !== 0,
  };
}

/** Redis' clusterSendMessage; without a link nothing is sent. */
export function sendMessage(cluster: Cluster, link: BusLink | null, message: BusMessage): void {
  if (link === null) return;
  const { sent } = cluster.state;
  sent.set(message.type, (sent.get(message.type) ?? 0) + 1);
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
