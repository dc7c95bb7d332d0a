import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";

/** For so many node timeouts it counts what somebody has said. */
const validityTimeouts = 2;

/** Redis' clusterNodeAddFailureReport: another node says that this one fails. */
export function addFailureReport(
  cluster: Cluster,
  failing: ClusterNode,
  sender: ClusterNode,
): void {
  failing.failReports ??= new Map();
  failing.failReports.set(sender, cluster.nowMs);
}

/** Redis' clusterNodeDelFailureReport: another node says that this one works. */
export function deleteFailureReport(
  cluster: Cluster,
  node: ClusterNode,
  sender: ClusterNode,
): void {
  if (node.failReports?.delete(sender)) cleanUp(cluster, node);
}

/** Redis' clusterNodeFailureReportsCount: how many others say that it fails. */
export function failureReportsCount(cluster: Cluster, node: ClusterNode): number {
  if (node.failReports === null) return 0;
  cleanUp(cluster, node);
  return node.failReports?.size ?? 0;
}

function cleanUp(cluster: Cluster, node: ClusterNode): void {
  const reports = node.failReports;
  if (reports === null) return;
  const validSinceMs = cluster.nowMs - cluster.timeoutMs * validityTimeouts;
  for (const [reporter, atMs] of reports) if (atMs < validSinceMs) reports.delete(reporter);
  if (reports.size === 0) node.failReports = null;
}
