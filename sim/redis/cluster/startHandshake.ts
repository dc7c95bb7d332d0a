import type { Cluster } from "./cluster.ts";
import { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { randomNodeId } from "./nodeId.ts";

/**
 * Redis' clusterStartHandshake: the next beat connects to the address. Redis takes IP addresses only; here nodes that are
 * called by names may also meet others by their names.
 */
export function startHandshake(
  cluster: Cluster,
  host: string,
  port: number,
  busPort: number,
): "started" | "in progress" | "invalid" {
  const isHost = isAddress(host) || (!isAddress(cluster.node.address.host) && host !== "");
  if (!isHost || !isPort(port) || !isPort(busPort)) return "invalid";
  for (const node of cluster.state.nodes.values())
    if (node.isInHandshake && node.host === host && node.port === port && node.busPort === busPort)
      return "in progress";
  const flags = nodeFlags.handshake | nodeFlags.meet;
  const node = new ClusterNode(randomNodeId(cluster.random), flags, cluster.nowMs);
  node.host = host;
  node.port = port;
  node.busPort = busPort;
  cluster.state.add(node);
  cluster.wakeSoon();
  return "started";
}

function isPort(port: number): boolean {
  return port > 0 && port <= 65_535;
}

/** As inet_pton takes it: four decimal numbers, or groups of an IPv6 address. */
function isAddress(text: string): boolean {
  const parts = text.split(".");
  if (
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  )
    return true;
  return /^[\da-fA-F:]*:[\da-fA-F:.]*$/.test(text) && text.split(":").length >= 3;
}
