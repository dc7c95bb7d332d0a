import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import type { TopologyKind } from "../../spec/topology.ts";

/**
 * Why a fault cannot strike real nodes; null when it can.
 *
 * Nodes of a real cluster answer as members of the cluster that they were started with. They are not told what happens to
 * the others, so nothing strikes them that would make the cluster another one; nor what counts or names connections, for
 * those of replicas are there on the model only.
 */
export function whyNotInLockstep(kind: string, topology: TopologyKind): string | null {
  if (topology !== "cluster" || !isNodeFaultKind(kind) || keepTheCluster.has(kind)) return null;
  return "in lockstep the cluster stays as it was at the start";
}

const keepTheCluster: ReadonlySet<string> = new Set([
  "flush-all",
  "evict",
  "out-of-memory",
  "busy-script",
  "partition-client",
]);
