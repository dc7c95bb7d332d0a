import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { resetManualFailover } from "./manualFailover.ts";
import { nodeFlags } from "./nodeFlags.ts";

/** Redis' clusterSetMaster: this node becomes a replica, or that of another master. It must have no slots. */
export function setMaster(cluster: Cluster, master: ClusterNode): void {
  const { state } = cluster;
  const { myself } = state;
  if (master === myself || myself.slotCount > 0)
    throw new Error(`setMaster: ${master.id} for ${myself.id} with ${myself.slotCount} slots`);
  if (myself.isMaster) {
    myself.clear(nodeFlags.master | nodeFlags.migrateTo);
    myself.set(nodeFlags.replica);
    state.closeAllSlots();
  } else myself.master?.removeReplica(myself);
  myself.master = master;
  master.addReplica(myself);
  cluster.replication.follow(master.host, master.port);
  resetManualFailover(cluster);
  cluster.wakeSoon();
}

/** Redis' clusterSetNodeAsMaster: a node that was a replica acts as a master. */
export function setNodeAsMaster({ state }: Cluster, node: ClusterNode): void {
  if (node.isMaster) return;
  if (node.master !== null) {
    node.master.removeReplica(node);
    if (node !== state.myself) node.set(nodeFlags.migrateTo);
  }
  node.clear(nodeFlags.replica);
  node.set(nodeFlags.master);
  node.master = null;
  state.doBeforeSleep(todo.saveConfig | todo.updateState);
}
