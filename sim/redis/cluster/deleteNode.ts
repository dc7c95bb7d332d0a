import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { deleteFailureReport } from "./failureReports.ts";

/** Redis' clusterDelNode: its slots have no owner then, and what it has said of others is forgotten. */
export function deleteNode(cluster: Cluster, deleted: ClusterNode): void {
  const { state } = cluster;
  for (const open of [state.migratingTo, state.importingFrom])
    for (const [slot, node] of open) if (node === deleted) open.delete(slot);
  state.deleteSlotsOf(deleted);
  for (const node of state.nodes.values())
    if (node !== deleted) deleteFailureReport(cluster, node, deleted);
  state.remove(deleted);
}
