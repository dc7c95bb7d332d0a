import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { headerOf, sendMessage } from "./sendMessage.ts";

/** How long a manual failover may take where that cannot be configured. */
const usualManualFailoverMs = 5000;
/** The master's clients wait so much longer. */
const pauseFactor = 2;

/** How long a manual failover may take: Redis' CLUSTER_MF_TIMEOUT; a parameter in Valkey 8.1. */
export function manualFailoverMs({ node }: Cluster): number {
  return Number(node.config.get("cluster-manual-failover-timeout") ?? usualManualFailoverMs);
}

/** Redis' resetManualFailover: there is none, or no longer; clients that were paused for it go on. */
export function resetManualFailover({ state, node, replication }: Cluster): void {
  if (state.manualReplica !== null) node.pause.end("failover");
  replication.holdsPings = false;
  state.manualEndMs = 0;
  state.manualCanStart = false;
  state.manualReplica = null;
  state.manualOffset = -1;
}

/** Redis' manualFailoverCheckTimeout. */
export function giveUpManualFailoverWhenLate(cluster: Cluster): void {
  const { state, nowMs } = cluster;
  if (state.manualEndMs !== 0 && state.manualEndMs < nowMs) resetManualFailover(cluster);
}

/** Redis' clusterHandleManualFailover: begins once this replica has all that its paused master had. */
export function handleManualFailover({ state, replication }: Cluster): void {
  if (state.manualEndMs === 0 || state.manualCanStart || state.manualOffset === -1) return;
  state.manualCanStart = state.manualOffset === replication.offset;
  // Else it is looked at again whenever something has happened, such as that the rest of the stream has come.
  state.doBeforeSleep(state.manualCanStart ? todo.handleFailover : todo.handleManualFailover);
}

/** Redis' clusterSendMFStart. */
export function askToPause(cluster: Cluster, master: ClusterNode): void {
  sendMessage(cluster, master.link, { type: "mfstart", header: headerOf(cluster) });
}

/** A replica wants to take over: clients that write wait until it has, or has failed to. */
export function pauseFor(cluster: Cluster, replica: ClusterNode): void {
  const { state, node, replication, nowMs } = cluster;
  resetManualFailover(cluster);
  state.manualEndMs = nowMs + manualFailoverMs(cluster);
  state.manualReplica = replica;
  replication.holdsPings = true;
  node.pause.begin("write", nowMs + manualFailoverMs(cluster) * pauseFactor, "failover");
  cluster.wakeSoon();
}
