import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { saveConfig } from "./persist.ts";

/** Redis' clusterHandleConfigEpochCollision: of two masters with the same epoch the one with the smaller id takes a new one. */
export function handleEpochCollision(cluster: Cluster, sender: ClusterNode): void {
  const { state } = cluster;
  const { myself } = state;
  if (sender.configEpoch !== myself.configEpoch || !sender.isMaster || !myself.isMaster) return;
  if (sender.id <= myself.id) return;
  state.currentEpoch++;
  myself.configEpoch = state.currentEpoch;
  state.slotsCache.clear();
  saveConfig(cluster);
}

/** Redis' clusterBumpConfigEpochWithoutConsensus; false when this node has the greatest epoch already. */
export function bumpConfigEpoch({ state }: Cluster): boolean {
  const { myself } = state;
  if (myself.configEpoch !== 0 && myself.configEpoch === state.maxEpoch) return false;
  state.currentEpoch++;
  myself.configEpoch = state.currentEpoch;
  state.doBeforeSleep(todo.saveConfig);
  return true;
}
