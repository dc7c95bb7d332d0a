import type { Cluster } from "./cluster.ts";
import { todo } from "./clusterState.ts";
import { deleteNode } from "./deleteNode.ts";
import { resetManualFailover } from "./manualFailover.ts";
import { randomNodeId } from "./nodeId.ts";
import { setNodeAsMaster } from "./setMaster.ts";
import { slotCount } from "./slotBits.ts";

/** Redis' clusterReset: the node forgets the others, its slots, and as a replica its data; its own id only when `isHard`. */
export function resetCluster(cluster: Cluster, isHard: boolean): void {
  const { state, node } = cluster;
  const { myself } = state;
  if (myself.isReplica) {
    setNodeAsMaster(cluster, myself);
    cluster.replication.promote();
    for (const db of node.databases) db.flush();
  }
  state.closeAllSlots();
  resetManualFailover(cluster);
  for (let slot = 0; slot < slotCount; slot++) state.deleteSlot(slot);
  for (const other of state.list) if (other !== myself) deleteNode(cluster, other);
  if (isHard) {
    state.currentEpoch = state.lastVoteEpoch = myself.configEpoch = 0;
    state.rename(myself, randomNodeId(cluster.random));
  }
  state.doBeforeSleep(todo.saveConfig | todo.updateState);
  cluster.wakeSoon();
}
