import type { RedisNode } from "../node.ts";
import type { Cluster } from "./cluster.ts";
import { ClusterNode } from "./clusterNode.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { saveConfig } from "./persist.ts";
import { slotCount } from "./slotBits.ts";
import type { SlotBits } from "./slotBits.ts";

/**
 * Makes nodes that know nobody a cluster, as `redis-cli --cluster create` of Redis 7.0.15 leaves it when all have heard of
 * all: the first ones are masters, which have the slots in equal parts; the others are their replicas, the second one of the
 * first master and so on, the first one of the last. Config epochs are 1 to n. Nothing is sent but what replicas ask for.
 *
 * @param masters for each node the place of its master, -1 for a master; as redis-cli deals them out unless given.
 * @param isSilent for a very large cluster that nothing happens to: its nodes never speak, and the view of each is made when it
 * is first looked at, so that the whole costs as much as the nodes that are asked.
 */
export function formCluster(
  nodes: readonly RedisNode[],
  masterCount: number,
  masters: readonly number[] = mastersOf(nodes.length, masterCount),
  isSilent = false,
): void {
  const clusters = nodes.map(({ cluster, address }) => {
    if (cluster === null || cluster.state.nodes.size > 1)
      throw new RangeError(
        `formCluster: ${address.host} is in no cluster or knows others; nodes with cluster-enabled that are new would be right`,
      );
    return cluster;
  });
  const parts = partsOf(masterCount);
  for (const [index, cluster] of clusters.entries()) {
    const form = (): void => inform(cluster, index, clusters, parts, masters);
    if (isSilent) cluster.beSilent(form);
    else form();
  }
  for (const [index, { replication }] of clusters.entries()) {
    const master = nodes[masters[index]!];
    if (master !== undefined) replication.follow(master.address.host, master.address.port);
  }
}

/** Which slots each master has, reckoned in single precision as there. */
function partsOf(count: number): SlotBits[] {
  const each = Math.fround(slotCount / count);
  let cursor = 0;
  let first = 0;
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    const last = isLast ? slotCount - 1 : Math.max(first, Math.round(cursor + each - 1));
    const bits = new Uint8Array(slotCount / 8);
    for (let slot = first; slot <= last; slot++) bits[slot >> 3]! |= 1 << (slot & 7);
    first = last + 1;
    cursor = Math.fround(cursor + each);
    return bits;
  });
}

/** The master of each node by their places; -1 for a master. */
function mastersOf(count: number, masterCount: number): number[] {
  const masters = Array.from({ length: count }, () => -1);
  const replicaCount = count - masterCount;
  const perMaster = Math.floor(replicaCount / masterCount);
  for (let i = 0; i < replicaCount; i++) {
    const replica = masterCount + ((i + 1) % replicaCount);
    // Those that are left over when all have the same number go to the first masters.
    const left = i - perMaster * masterCount;
    masters[replica] = left < 0 ? Math.floor(i / perMaster) : left;
  }
  return masters;
}

function inform(
  cluster: Cluster,
  own: number,
  clusters: readonly Cluster[],
  parts: readonly SlotBits[],
  masters: readonly number[],
): void {
  const { state, nowMs } = cluster;
  const { myself } = state;
  const nodes = clusters.map(({ myself: other, node: { address } }, index) => {
    const isReplica = masters[index] !== -1;
    const role = isReplica ? nodeFlags.replica : nodeFlags.master;
    const node = index === own ? myself : new ClusterNode(other.id, role, nowMs);
    if (index === own) node.flags = (node.flags & ~nodeFlags.master) | role;
    else state.add(node);
    node.host = address.host;
    node.port = other.port;
    node.busPort = other.busPort;
    node.hostname = other.hostname;
    node.configEpoch = index + 1;
    if (node !== myself) node.pongReceivedMs = node.dataReceivedMs = nowMs;
    return node;
  });
  for (const [index, node] of nodes.entries()) {
    const master = nodes[masters[index]!];
    if (master === undefined) continue;
    node.master = master;
    master.addReplica(node);
  }
  for (const [index, bits] of parts.entries()) state.addSlots(nodes[index]!, bits);
  state.currentEpoch = nodes.length;
  state.size = parts.length;
  state.health = "ok";
  state.firstUpdateMs = nowMs;
  saveConfig(cluster);
}
