import type { BusLink } from "../cluster/busLink.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { clusterInfo } from "../cluster/clusterInfo.ts";
import type { ClusterNode } from "../cluster/clusterNode.ts";
import { describeNode, describeNodes } from "../cluster/describeNode.ts";
import { preferredEndpoint } from "../cluster/redirectionError.ts";
import { rangesByOwner, slotRanges } from "../cluster/slotRanges.ts";
import type { SlotRange } from "../cluster/slotRanges.ts";
import { family } from "../command.ts";
import { clusterDisabled } from "../errors.ts";
import type { Reply } from "../reply.ts";
import { memberOf } from "./clusterMembers.ts";
import { inCluster } from "./inCluster.ts";

/** How this node sees the cluster. The texts are those of Redis 7.0.15. */
export const clusterViews = family({
  "CLUSTER|MYID": inCluster((_, { state }) => state.myself.id),
  "CLUSTER|NODES": inCluster((_, { state }) => ({ verbatim: describeNodes(state), format: "txt" })),
  "CLUSTER|INFO": inCluster((_, { state }) => ({ verbatim: clusterInfo(state), format: "txt" })),
  "CLUSTER|SLOTS": inCluster((context, cluster) => {
    // It is written down by a client that nobody has.
    if (
      context.behaviour.slotsAreRemembered &&
      cluster.state.slotsCache.note(cluster, context.protocol)
    )
      context.node.takeClientId();
    return slotRanges(cluster.state).map((range) => rangeReply(cluster, range));
  }),
  "CLUSTER|SHARDS": inCluster((_, cluster) => {
    const ranges = rangesByOwner(cluster.state);
    return cluster.state.list
      .filter(({ isMaster }) => isMaster)
      .map((master) => shardReply(cluster, master, ranges.get(master) ?? []));
  }),
  "CLUSTER|REPLICAS": inCluster((context, cluster) => replicas(cluster, context.arg(2))),
  "CLUSTER|SLAVES": inCluster((context, cluster) => replicas(cluster, context.arg(2))),
  "CLUSTER|LINKS": inCluster((_, { state }) =>
    state.list.flatMap(({ link, inboundLink }) =>
      [link, inboundLink].flatMap((found) => (found === null ? [] : [linkReply(found)])),
    ),
  ),
  "CLUSTER|HELP": inCluster(({ node, command }) =>
    (node.profile.help().get(command.fullName) ?? []).map((status) => ({ status })),
  ),
  // What later versions have beside these.
  "CLUSTER|*": (context) =>
    context.node.cluster === null
      ? clusterDisabled
      : context.unsupported(`command ${context.command.name} in a cluster`),
});

function replicas(cluster: Cluster, id: string): Reply {
  const master = memberOf(cluster, id);
  if ("error" in master) return master;
  if (master.isReplica) return { error: "ERR The specified node is not a master" };
  const ranges = rangesByOwner(cluster.state);
  return master.replicas.map((replica) =>
    describeNode(cluster.state, replica, ranges.get(replica) ?? []),
  );
}

/** Redis' addNodeReplyForClusterSlot: the master, then the replicas that can be read. */
function rangeReply(cluster: Cluster, { first, last, owner }: SlotRange): Reply {
  const readable = owner.replicas.filter(
    (replica) => !replica.isFailed && offsetOf(cluster, replica) !== 0,
  );
  return [first, last, ...[owner, ...readable].map((node) => addressReply(cluster, node))];
}

/** Redis' addNodeToNodeReply: what is not the preferred endpoint stands in the map. */
function addressReply({ node: { config } }: Cluster, node: ClusterNode): Reply {
  const { host, port, id, hostname } = node;
  const preferred = config.get("cluster-preferred-endpoint-type");
  const endpoint =
    preferred === "hostname" ? hostname || "?" : preferred === "unknown-endpoint" ? null : host;
  const others: [Reply, Reply][] = [];
  if (preferred !== "ip") others.push(["ip", host]);
  if (preferred !== "hostname" && hostname !== "") others.push(["hostname", hostname]);
  return [endpoint, port, id, { map: others }];
}

function shardReply(cluster: Cluster, master: ClusterNode, ranges: readonly SlotRange[]): Reply {
  return {
    map: [
      ["slots", ranges.flatMap(({ first, last }) => [first, last])],
      ["nodes", cluster.state.servingSlotsOf(master).map((node) => shardNodeReply(cluster, node))],
    ],
  };
}

/** Redis' addNodeDetailsToShardReply. */
function shardNodeReply(cluster: Cluster, node: ClusterNode): Reply {
  const { id, host, port, hostname, isReplica, isFailed } = node;
  const offset = offsetOf(cluster, node);
  const health = isFailed ? "fail" : isReplica && offset === 0 ? "loading" : "online";
  return {
    map: [
      ["id", id],
      ["port", port],
      ["ip", host],
      ["endpoint", preferredEndpoint(cluster.node, node) ?? ""],
      ...(hostname === "" ? [] : [["hostname", hostname] as const]),
      ["role", isReplica ? "replica" : "master"],
      ["replication-offset", offset],
      ["health", health],
    ],
  };
}

/** A node does not tell itself of its own offset. */
function offsetOf({ state, replication }: Cluster, node: ClusterNode): number {
  return node === state.myself ? replication.offset : node.offset;
}

/** Nothing waits to be sent: the network takes it at once. */
function linkReply(link: BusLink): Reply {
  return {
    map: [
      ["direction", link.isInbound ? "from" : "to"],
      ["node", link.node?.id ?? ""],
      ["create-time", link.createdMs],
      ["events", "r"],
      ["send-buffer-allocated", 0],
      ["send-buffer-used", 0],
    ],
  };
}
