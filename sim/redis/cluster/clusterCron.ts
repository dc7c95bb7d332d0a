import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { connectTo } from "./connectTo.ts";
import { deleteNode } from "./deleteNode.ts";
import { giveUpManualFailoverWhenLate, handleManualFailover } from "./manualFailover.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { handleReplicaFailover } from "./replicaFailover.ts";
import { handleReplicaMigration } from "./replicaMigration.ts";
import { sendPing } from "./sendPing.ts";
import { updateState } from "./updateState.ts";

/** A handshake lasts a node timeout, but never less than this. */
const handshakeTimeoutMsMin = 1000;
/** Every so many beats a node is pinged in any case: the one of so many drawn by chance that was silent longest. */
export const beatsPerRandomPing = 10;
const drawnPerRandomPing = 5;

/** Redis' clusterCron: what a node does ten times a second. @param beat counts from 1. */
export function clusterCron(cluster: Cluster, beat: number): void {
  const { state, replication, node: server } = cluster;
  const { myself } = state;
  reconnect(cluster);
  if (beat % beatsPerRandomPing === 0) pingByChance(cluster);
  const { isChanged, orphans, replicasMax, replicasOfMine } = lookForFailures(cluster);
  const { master } = myself;
  if (myself.isReplica && !replication.isFollowing && master !== null && master.hasAddress)
    replication.follow(master.host, master.port);
  giveUpManualFailoverWhenLate(cluster);
  if (myself.isReplica) {
    handleManualFailover(cluster);
    handleReplicaFailover(cluster);
    if (
      orphans > 0 &&
      replicasMax >= 2 &&
      replicasOfMine === replicasMax &&
      server.settings.clusterAllowReplicaMigration
    )
      handleReplicaMigration(cluster, replicasMax);
  }
  if (isChanged || state.health === "fail") updateState(cluster);
}

/** Redis' clusterNodeCronHandleReconnect for all nodes. */
function reconnect(cluster: Cluster): void {
  const { state, nowMs } = cluster;
  const handshakeTimeoutMs = Math.max(cluster.timeoutMs, handshakeTimeoutMsMin);
  state.mayHaveFailedCount = 0;
  for (const node of state.list) {
    if (node.is(nodeFlags.myself | nodeFlags.noAddress)) continue;
    if (node.mayHaveFailed) state.mayHaveFailedCount++;
    if (node.isInHandshake && nowMs - node.createdMs > handshakeTimeoutMs)
      deleteNode(cluster, node);
    else if (node.link === null) connectTo(cluster, node);
  }
}

function pingByChance(cluster: Cluster): void {
  const { list } = cluster.state;
  let oldest: ClusterNode | null = null;
  for (let i = 0; i < drawnPerRandomPing; i++) {
    const node = list[cluster.random.below(list.length)]!;
    if (node.link === null || node.pingSentMs !== 0) continue;
    if (node.is(nodeFlags.myself | nodeFlags.handshake)) continue;
    if (oldest === null || oldest.pongReceivedMs > node.pongReceivedMs) oldest = node;
  }
  if (oldest?.link) sendPing(cluster, oldest.link, "ping");
}

/** What the second walk of clusterCron over the nodes finds, which pings, reconnects and flags them. */
type Findings = {
  isChanged: boolean;
  /** Masters that are left without working replicas. */
  orphans: number;
  replicasMax: number;
  replicasOfMine: number;
};

function lookForFailures(cluster: Cluster): Findings {
  const { state, nowMs, timeoutMs, halfTimeoutMs } = cluster;
  const { myself } = state;
  const findings = { isChanged: false, orphans: 0, replicasMax: 0, replicasOfMine: 0 };
  for (const node of state.list) {
    if (node.is(nodeFlags.myself | nodeFlags.noAddress | nodeFlags.handshake)) continue;
    if (myself.isReplica && node.isMaster && !node.isFailed) {
      const replicas = node.workingReplicaCount;
      if (replicas === 0 && node.slotCount > 0 && node.is(nodeFlags.migrateTo)) findings.orphans++;
      findings.replicasMax = Math.max(findings.replicasMax, replicas);
      if (myself.master === node) findings.replicasOfMine = replicas;
    }
    const pingDelayMs = nowMs - node.pingSentMs;
    const dataDelayMs = nowMs - node.dataReceivedMs;
    if (
      node.link !== null &&
      nowMs - node.link.createdMs > timeoutMs &&
      node.pingSentMs !== 0 &&
      pingDelayMs > halfTimeoutMs &&
      dataDelayMs > halfTimeoutMs
    )
      node.link.free();
    if (
      node.link !== null &&
      node.pingSentMs === 0 &&
      nowMs - node.pongReceivedMs > halfTimeoutMs
    ) {
      sendPing(cluster, node.link, "ping");
      continue;
    }
    if (
      state.manualEndMs !== 0 &&
      myself.isMaster &&
      state.manualReplica === node &&
      node.link !== null
    ) {
      sendPing(cluster, node.link, "ping");
      continue;
    }
    if (node.pingSentMs === 0) continue;
    if (Math.min(pingDelayMs, dataDelayMs) <= timeoutMs) continue;
    if (node.is(nodeFlags.mayHaveFailed | nodeFlags.failed)) continue;
    node.set(nodeFlags.mayHaveFailed);
    findings.isChanged = true;
  }
  return findings;
}
