import { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";

/** Begins a connection to a node. Unlike Redis it goes to the port for clients, for here both ports are one. */
export function connectTo(cluster: Cluster, node: ClusterNode): void {
  const link = new BusLink(node, cluster.nowMs);
  node.link = link;
  const { peers } = cluster.node;
  link.peer = peers.connect("bus", node.host, node.port, cluster.listenerOf(link));
}
