import type { BusHeader, BusMessage } from "./busMessage.ts";
import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { handleEpochCollision } from "./configEpoch.ts";
import { deleteNode } from "./deleteNode.ts";
import { updateAddressIfNeeded } from "./nodeAddress.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { clearFailureIfNeeded } from "./nodeHealth.ts";
import { randomNodeId } from "./nodeId.ts";
import { processGossip } from "./processGossip.ts";
import { sendPing } from "./sendPing.ts";
import { sendUpdate } from "./sendMessage.ts";
import { setNodeAsMaster } from "./setMaster.ts";
import { eachSlot, equalSlots } from "./slotBits.ts";
import { updateSlotsWith } from "./updateSlots.ts";

type Ping = BusMessage & { readonly type: "ping" | "pong" | "meet" };

/** The part of Redis' clusterProcessPacket for PING, PONG and MEET. */
export function processPing(
  cluster: Cluster,
  link: BusLink,
  sender: ClusterNode | null,
  message: Ping,
): void {
  const { type, header } = message;
  if (type !== "pong") answer(cluster, link, sender, message);
  if (!link.isInbound && !isFromWhomItIs(cluster, link, sender, header)) return;
  if (sender !== null) {
    sender.clear(nodeFlags.noFailover);
    sender.set(header.flags & nodeFlags.noFailover);
    if (
      type === "ping" &&
      !sender.isInHandshake &&
      updateAddressIfNeeded(cluster, sender, link, header)
    )
      cluster.state.doBeforeSleep(todo.saveConfig | todo.updateState);
  }
  if (!link.isInbound && type === "pong" && link.node !== null) hearAnswer(cluster, link.node);
  if (sender === null) return;
  if (!hearRole(cluster, sender, header)) return;
  hearSlots(cluster, sender, header);
  const { myself } = cluster.state;
  if (myself.isMaster && sender.isMaster && header.configEpoch === myself.configEpoch)
    handleEpochCollision(cluster, sender);
  processGossip(cluster, link, header, message.gossip);
  sender.hostname = header.hostname;
}

/** A PING or a MEET; whoever sends a MEET that is not known is met, too. */
function answer(
  cluster: Cluster,
  link: BusLink,
  sender: ClusterNode | null,
  { type, header, gossip }: Ping,
): void {
  const { state, node } = cluster;
  const { myself } = state;
  if (
    (type === "meet" || myself.host === "") &&
    node.settings.clusterAnnounceIp === "" &&
    myself.host !== node.address.host
  ) {
    myself.host = node.address.host;
    state.doBeforeSleep(todo.saveConfig);
  }
  if (sender === null && type === "meet") {
    const met = new ClusterNode(randomNodeId(cluster.random), nodeFlags.handshake, cluster.nowMs);
    met.host = header.announcedHost === "" ? link.remoteHost : header.announcedHost;
    met.port = header.port;
    met.busPort = header.busPort;
    state.add(met);
    cluster.wakeSoon();
    state.doBeforeSleep(todo.saveConfig);
    processGossip(cluster, link, header, gossip);
  }
  sendPing(cluster, link, "pong");
}

/** False when the connection has ended: what it was made for was known already, or is somebody else. */
function isFromWhomItIs(
  cluster: Cluster,
  link: BusLink,
  sender: ClusterNode | null,
  header: BusHeader,
): boolean {
  const { state } = cluster;
  const { node } = link;
  if (node === null) return true;
  if (node.isInHandshake) {
    if (sender !== null) {
      if (updateAddressIfNeeded(cluster, sender, link, header))
        state.doBeforeSleep(todo.saveConfig | todo.updateState);
      deleteNode(cluster, node);
      return false;
    }
    state.rename(node, header.sender);
    node.clear(nodeFlags.handshake);
    node.set(header.flags & (nodeFlags.master | nodeFlags.replica));
    state.doBeforeSleep(todo.saveConfig);
    return true;
  }
  if (node.id === header.sender) return true;
  node.set(nodeFlags.noAddress);
  node.host = "";
  node.port = node.busPort = 0;
  link.free();
  state.doBeforeSleep(todo.saveConfig);
  return false;
}

/** A node answers: it has not failed, or no longer. */
function hearAnswer(cluster: Cluster, node: ClusterNode): void {
  node.pongReceivedMs = cluster.nowMs;
  node.pingSentMs = 0;
  cluster.wakeBy(cluster.nowMs + cluster.halfTimeoutMs + 1);
  if (node.mayHaveFailed) {
    node.clear(nodeFlags.mayHaveFailed);
    cluster.state.doBeforeSleep(todo.saveConfig | todo.updateState);
  } else if (node.isFailed) clearFailureIfNeeded(cluster, node);
}

/** Masters become replicas, replicas become masters or follow another one. False when the message is too old to be read on. */
function hearRole(cluster: Cluster, sender: ClusterNode, header: BusHeader): boolean {
  const { state } = cluster;
  if (header.master === null) {
    setNodeAsMaster(cluster, sender);
    return true;
  }
  const master = state.nodes.get(header.master) ?? null;
  if (sender.isMaster) {
    if (!hearFollower(cluster, sender, master, header.configEpoch)) return false;
    sender.clear(nodeFlags.master | nodeFlags.migrateTo);
    sender.set(nodeFlags.replica);
    state.doBeforeSleep(todo.saveConfig | todo.updateState);
  }
  if (master === null || sender.master === master) return true;
  sender.master?.removeReplica(sender);
  master.addReplica(sender);
  sender.master = master;
  state.doBeforeSleep(todo.saveConfig);
  return true;
}

/**
 * A master says that it follows another node, as of an epoch: what becomes of its slots. False when that is too old to be
 * believed (Valkey 8.1.1); Redis 8.0.2 then keeps its slots and believes the rest.
 */
function hearFollower(
  cluster: Cluster,
  sender: ClusterNode,
  master: ClusterNode | null,
  epoch: number,
): boolean {
  const { state } = cluster;
  const { slotsOfFollower } = cluster.node.profile.behaviour;
  if (slotsOfFollower === "freed" || master === null || !master.isInShardOf(sender)) {
    state.deleteSlotsOf(sender);
    return true;
  }
  if (slotsOfFollower === "handed on") {
    if (sender.configEpoch > epoch) return true;
    state.moveSlots(sender, master);
    setNodeAsMaster(cluster, master);
    master.configEpoch = epoch;
    return true;
  }
  if ((master.master ?? master).configEpoch > epoch) return false;
  if (master.isReplica) {
    setNodeAsMaster(cluster, master);
    master.configEpoch = epoch;
  }
  return true;
}

/** Takes over what the sender claims, or tells it that others own that since. */
function hearSlots(cluster: Cluster, sender: ClusterNode, header: BusHeader): void {
  const { state } = cluster;
  const senderMaster = sender.isMaster ? sender : sender.master;
  if (senderMaster === null) return;
  const known = senderMaster.slots;
  if (known === header.slots) return;
  if (equalSlots(known, header.slots)) {
    // Replicas may have copies of their own; that of the owner is what all agree on in the end.
    if (sender.isMaster) sender.adoptEqualSlots(header.slots);
    return;
  }
  if (sender.isMaster) updateSlotsWith(cluster, sender, header.configEpoch, header.slots);
  eachSlot(header.slots, (slot) => {
    const owner = state.ownerOf(slot);
    if (owner === null || owner === sender || state.isUnclaimed(slot)) return;
    if (owner.configEpoch <= header.configEpoch) return;
    sendUpdate(cluster, sender.link, owner);
    return false;
  });
}
