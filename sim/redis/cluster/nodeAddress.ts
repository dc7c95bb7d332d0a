import type { BusHeader } from "./busMessage.ts";
import type { BusLink } from "./busLink.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";

/** Redis' nodeUpdateAddressIfNeeded: a node speaks from another address than the one that is known. True when it has moved. */
export function updateAddressIfNeeded(
  cluster: Cluster,
  node: ClusterNode,
  link: BusLink,
  header: BusHeader,
): boolean {
  if (link === node.link) return false;
  const host = header.announcedHost === "" ? link.remoteHost : header.announcedHost;
  if (node.port === header.port && node.busPort === header.busPort && node.host === host)
    return false;
  node.host = host;
  node.port = header.port;
  node.busPort = header.busPort;
  node.link?.free();
  cluster.wakeSoon();
  node.clear(nodeFlags.noAddress);
  const { myself } = cluster.state;
  if (myself.isReplica && myself.master === node) cluster.replication.follow(node.host, node.port);
  return true;
}
