import type { BusLink } from "./busLink.ts";
import type { BusHeader, Gossip } from "./busMessage.ts";
import { isForgotten } from "./blacklist.ts";
import type { Cluster } from "./cluster.ts";
import { ClusterNode } from "./clusterNode.ts";
import { addFailureReport, deleteFailureReport, failureReportsCount } from "./failureReports.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { markAsFailingIfNeeded } from "./nodeHealth.ts";

const failing = nodeFlags.failed | nodeFlags.mayHaveFailed;
/** Clocks may differ by so much before a time is taken to be from the future. */
const clockToleranceMs = 500;

/** Redis' clusterProcessGossipSection: what a node says of others. Only of masters does it count who fails. */
export function processGossip(
  cluster: Cluster,
  link: BusLink,
  header: BusHeader,
  gossip: readonly Gossip[],
): void {
  const { state, nowMs } = cluster;
  const sender = link.node ?? state.nodes.get(header.sender) ?? null;
  for (const entry of gossip) {
    const node = state.nodes.get(entry.id);
    const fails = (entry.flags & failing) !== 0;
    if (node === undefined) {
      meetByGossip(cluster, sender, entry);
      continue;
    }
    if (sender !== null && sender.isMaster && node !== state.myself) {
      if (fails) {
        addFailureReport(cluster, node, sender);
        markAsFailingIfNeeded(cluster, node);
      } else if (node.failReports !== null) deleteFailureReport(cluster, node, sender);
    }
    if (!fails && node.pingSentMs === 0 && failureReportsCount(cluster, node) === 0) {
      const pongMs = entry.pongReceivedSeconds * 1000;
      if (pongMs <= nowMs + clockToleranceMs && pongMs > node.pongReceivedMs)
        node.pongReceivedMs = pongMs;
    }
    const hasMoved =
      node.host !== entry.host || node.port !== entry.port || node.busPort !== entry.busPort;
    if (node.is(failing) && !fails && (entry.flags & nodeFlags.noAddress) === 0 && hasMoved) {
      node.link?.free();
      cluster.wakeSoon();
      node.host = entry.host;
      node.port = entry.port;
      node.busPort = entry.busPort;
      node.clear(nodeFlags.noAddress);
    }
  }
}

/** A node that others know, and that this one hears of for the first time, is taken as they say that it is. */
function meetByGossip(cluster: Cluster, sender: ClusterNode | null, entry: Gossip): void {
  if (sender === null || (entry.flags & nodeFlags.noAddress) !== 0) return;
  if (isForgotten(cluster, entry.id)) return;
  const node = new ClusterNode(entry.id, entry.flags, cluster.nowMs);
  node.host = entry.host;
  node.port = entry.port;
  node.busPort = entry.busPort;
  cluster.state.add(node);
  cluster.wakeSoon();
}
