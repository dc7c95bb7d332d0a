import type { BusHeader, BusMessage } from "./busMessage.ts";
import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { sendVoteIfNeeded } from "./elections.ts";
import { pauseFor } from "./manualFailover.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { processPing } from "./processPing.ts";
import { sendPing } from "./sendPing.ts";
import { setNodeAsMaster } from "./setMaster.ts";
import { updateSlotsWith } from "./updateSlots.ts";

/** Redis' clusterProcessPacket: another node has said something. */
export function processPacket(cluster: Cluster, link: BusLink, message: BusMessage): void {
  const { state } = cluster;
  state.received.add(message.type);
  const sender = senderOf(cluster, link, message.header);
  if (sender !== null) {
    sender.dataReceivedMs = cluster.nowMs;
    if (!sender.isInHandshake) hearEpochs(cluster, sender, message.header);
  }
  switch (message.type) {
    case "ping":
    case "pong":
    case "meet":
      return processPing(cluster, link, sender, message);
    case "fail":
      if (sender !== null) hearOfFailure(cluster, message.failed);
      return;
    case "publish":
      if (sender !== null) cluster.node.pubSub.publish(message.channel, message.message);
      return;
    case "publishshard":
      if (sender !== null) cluster.node.pubSub.spublish(message.channel, message.message);
      return;
    case "auth-req":
      if (sender !== null) sendVoteIfNeeded(cluster, sender, message);
      return;
    case "auth-ack":
      if (sender !== null && sender.isMaster && sender.slotCount > 0) countVote(cluster, message);
      return;
    case "mfstart":
      if (sender === null || sender.master !== state.myself) return;
      pauseFor(cluster, sender);
      // The answer tells where the master has stopped.
      return sendPing(cluster, link, "ping");
    case "update":
      if (sender !== null) hearOfOwner(cluster, message);
  }
}

/** Redis' getNodeFromLinkAndMsg. */
function senderOf({ state }: Cluster, link: BusLink, header: BusHeader): ClusterNode | null {
  if (link.node !== null && !link.node.isInHandshake) return link.node;
  const sender = state.nodes.get(header.sender) ?? null;
  if (sender !== null && link.node === null) {
    // Redis' setClusterNodeToInboundClusterLink: of two the older one is likely to be dead.
    sender.inboundLink?.free();
    sender.inboundLink = link;
    link.node = sender;
  }
  return sender;
}

function hearEpochs(cluster: Cluster, sender: ClusterNode, header: BusHeader): void {
  const { state } = cluster;
  if (header.currentEpoch > state.currentEpoch) state.currentEpoch = header.currentEpoch;
  const isOwn = header.master === null || cluster.node.profile.behaviour.replicasHaveEpochs;
  if (isOwn && header.configEpoch > sender.configEpoch) {
    sender.configEpoch = header.configEpoch;
    state.doBeforeSleep(todo.saveConfig);
  }
  sender.offset = header.offset;
  sender.offsetMs = cluster.nowMs;
  const { myself } = state;
  if (
    state.manualEndMs !== 0 &&
    myself.isReplica &&
    myself.master === sender &&
    header.isPaused &&
    state.manualOffset === -1
  ) {
    state.manualOffset = header.offset;
    state.doBeforeSleep(todo.handleManualFailover);
  }
}

function hearOfFailure(cluster: Cluster, id: string): void {
  const { state } = cluster;
  const failed = state.nodes.get(id);
  if (failed === undefined || failed.is(nodeFlags.failed | nodeFlags.myself)) return;
  failed.set(nodeFlags.failed);
  failed.failedMs = cluster.nowMs;
  failed.clear(nodeFlags.mayHaveFailed);
  state.doBeforeSleep(todo.saveConfig | todo.updateState);
}

function countVote({ state }: Cluster, { header }: BusMessage): void {
  if (header.currentEpoch < state.electionEpoch) return;
  state.electionVotes++;
  state.doBeforeSleep(todo.handleFailover);
}

function hearOfOwner(cluster: Cluster, message: BusMessage & { readonly type: "update" }): void {
  const { state } = cluster;
  const owner = state.nodes.get(message.owner);
  if (owner === undefined || owner.configEpoch >= message.ownerEpoch) return;
  if (owner.isReplica) setNodeAsMaster(cluster, owner);
  owner.configEpoch = message.ownerEpoch;
  state.doBeforeSleep(todo.saveConfig);
  updateSlotsWith(cluster, owner, message.ownerEpoch, message.ownerSlots);
}
