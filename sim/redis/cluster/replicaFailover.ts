import type { Cluster } from "./cluster.ts";
import { todo } from "./clusterState.ts";
import { requestVotes } from "./elections.ts";
import { resetManualFailover } from "./manualFailover.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { saveConfig } from "./persist.ts";
import { broadcastPong } from "./sendPing.ts";
import { setNodeAsMaster } from "./setMaster.ts";
import { eachSlot } from "./slotBits.ts";
import { updateState } from "./updateState.ts";

/** Before an election, so that all hear of the failure first, and the same again at most by chance. */
const electionDelayMs = 500;
/** For every replica of the same master that has more of its data. */
const delayPerRankMs = 1000;
const electionTimeoutMsMin = 2000;

/** Redis' clusterHandleSlaveFailover: a replica whose master has failed, or that was told to, takes over if a majority votes for it. */
export function handleReplicaFailover(cluster: Cluster): void {
  const { state, node, nowMs, timeoutMs } = cluster;
  const { myself } = state;
  state.todo &= ~todo.handleFailover;
  const isManual = state.manualEndMs !== 0 && state.manualCanStart;
  const electionAgeMs = nowMs - state.electionMs;
  const electionTimeoutMs = Math.max(timeoutMs * 2, electionTimeoutMsMin);
  const { master } = myself;
  if (myself.isMaster || master === null || master.slotCount === 0) return;
  if (!isManual && (!master.isFailed || node.settings.clusterReplicaNoFailover)) return;
  if (!isManual && isDataTooOld(cluster)) return;

  if (electionAgeMs > electionTimeoutMs * 2) return planElection(cluster);
  if (!state.electionAsked && state.manualEndMs === 0) {
    const rank = rankOf(cluster);
    if (rank > state.electionRank) {
      state.electionMs += (rank - state.electionRank) * delayPerRankMs;
      state.electionRank = rank;
    }
  }
  if (nowMs < state.electionMs || electionAgeMs > electionTimeoutMs) return;
  if (!state.electionAsked) {
    state.currentEpoch++;
    state.electionEpoch = state.currentEpoch;
    requestVotes(cluster);
    state.electionAsked = true;
    state.doBeforeSleep(todo.saveConfig | todo.updateState);
    return;
  }
  if (state.electionVotes < cluster.quorum) return;
  if (myself.configEpoch < state.electionEpoch) myself.configEpoch = state.electionEpoch;
  replaceMaster(cluster);
}

/** Redis' clusterFailoverReplaceYourMaster: takes over the slots, and tells everybody. */
export function replaceMaster(cluster: Cluster): void {
  const { state } = cluster;
  const { myself } = state;
  const oldMaster = myself.master;
  if (myself.isMaster || oldMaster === null) return;
  setNodeAsMaster(cluster, myself);
  cluster.replication.promote();
  eachSlot(oldMaster.slots, (slot) => {
    state.deleteSlot(slot);
    state.addSlot(myself, slot);
  });
  updateState(cluster);
  state.slotsCache.clear();
  saveConfig(cluster);
  broadcastPong(cluster, "all");
  resetManualFailover(cluster);
}

/** Whether it was too long without its master to take over from it. */
function isDataTooOld({ node, timeoutMs, replication }: Cluster): boolean {
  const { clusterReplicaValidityFactor, replPingReplicaPeriod } = node.settings;
  if (clusterReplicaValidityFactor === 0) return false;
  let ageMs = replication.dataAgeMs;
  if (ageMs > timeoutMs) ageMs -= timeoutMs;
  return ageMs > replPingReplicaPeriod * 1000 + timeoutMs * clusterReplicaValidityFactor;
}

function planElection(cluster: Cluster): void {
  const { state, nowMs } = cluster;
  const delayMs = electionDelayMs + cluster.random.below(electionDelayMs);
  state.electionVotes = 0;
  state.electionAsked = false;
  state.electionRank = rankOf(cluster);
  state.electionMs = nowMs + delayMs + state.electionRank * delayPerRankMs;
  if (state.manualEndMs !== 0) {
    state.electionMs = nowMs;
    state.electionRank = 0;
    state.doBeforeSleep(todo.handleFailover);
  }
  // The others learn this replica's offset before they take over themselves.
  broadcastPong(cluster, "local replicas");
}

/** Redis' clusterGetSlaveRank: how many other replicas of the master have more of its data. */
function rankOf({ state, replication }: Cluster): number {
  const { myself } = state;
  const { offset } = replication;
  let rank = 0;
  for (const other of myself.master?.replicas ?? [])
    if (other !== myself && !other.is(nodeFlags.noFailover) && other.offset > offset) rank++;
  return rank;
}
