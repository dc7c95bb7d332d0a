import type { Cluster } from "./cluster.ts";
import { ClusterNode } from "./clusterNode.ts";
import { ClusterState, todo } from "./clusterState.ts";
import { nodeFlags } from "./nodeFlags.ts";
import type { PersistedCluster, PersistedNode } from "./persistedCluster.ts";

/** The flags that nodes.conf has words for. */
const savedFlags =
  nodeFlags.myself |
  nodeFlags.master |
  nodeFlags.replica |
  nodeFlags.mayHaveFailed |
  nodeFlags.failed |
  nodeFlags.noAddress |
  nodeFlags.noFailover;

/** Redis' clusterSaveConfig: what is so now is what a node that is started again begins with. */
export function saveConfig(cluster: Cluster): void {
  const { state } = cluster;
  state.todo &= ~todo.saveConfig;
  const nodes: PersistedNode[] = [];
  for (const node of state.nodes.values()) if (!node.isInHandshake) nodes.push(persistedNode(node));
  cluster.keep({
    nodes,
    currentEpoch: state.currentEpoch,
    lastVoteEpoch: state.lastVoteEpoch,
    migratingTo: [...state.migratingTo].map(([slot, { id }]) => [slot, id]),
    importingFrom: [...state.importingFrom].map(([slot, { id }]) => [slot, id]),
  });
}

function persistedNode(node: ClusterNode): PersistedNode {
  return {
    id: node.id,
    host: node.host,
    hostname: node.hostname,
    port: node.port,
    busPort: node.busPort,
    flags: node.flags & savedFlags,
    master: node.master?.id ?? null,
    shard: node.shard,
    isPinged: node.pingSentMs !== 0,
    hasAnswered: node.pongReceivedMs !== 0,
    configEpoch: node.configEpoch,
    slots: node.slots,
  };
}

/** Redis' clusterLoadConfig. Pings that were under way count from now. @throws RangeError when nobody in it is this node. */
export function loadConfig(persisted: PersistedCluster, nowMs: number): ClusterState {
  const own = persisted.nodes.find(({ flags }) => (flags & nodeFlags.myself) !== 0);
  if (own === undefined)
    throw new RangeError(
      "loadConfig: no node is this one; one with the flag `myself` would be right",
    );
  const nodes = new Map<string, ClusterNode>();
  const nodeOf = (id: string): ClusterNode => {
    const known = nodes.get(id);
    if (known !== undefined) return known;
    const node = new ClusterNode(id, 0, nowMs);
    nodes.set(id, node);
    return node;
  };
  for (const { id, master } of persisted.nodes) {
    nodeOf(id);
    if (master !== null) nodeOf(master);
  }
  const state = new ClusterState(nodeOf(own.id), nodes.values());
  for (const saved of persisted.nodes) load(state, nodeOf(saved.id), saved, nowMs);
  for (const [slot, id] of persisted.migratingTo) state.migratingTo.set(slot, nodeOf(id));
  for (const [slot, id] of persisted.importingFrom) state.importingFrom.set(slot, nodeOf(id));
  state.lastVoteEpoch = persisted.lastVoteEpoch;
  state.currentEpoch = persisted.currentEpoch;
  state.currentEpoch = state.maxEpoch;
  return state;
}

function load(state: ClusterState, node: ClusterNode, saved: PersistedNode, nowMs: number): void {
  node.host = saved.host;
  node.hostname = saved.hostname;
  node.port = saved.port;
  node.busPort = saved.busPort;
  node.set(saved.flags);
  if (node.isFailed) node.failedMs = nowMs;
  if (saved.master !== null) {
    node.master = state.nodes.get(saved.master) ?? null;
    node.master?.addReplica(node);
  }
  node.shard = saved.shard;
  if (saved.isPinged) node.pingSentMs = nowMs;
  if (saved.hasAnswered) node.pongReceivedMs = nowMs;
  node.configEpoch = node.master === null ? saved.configEpoch : 0;
  state.addSlots(node, saved.slots);
  // As its first slot does, with what was read before it.
  if (node.slotCount > 0 && state.mastersHaveReplicas()) node.set(nodeFlags.migrateTo);
}
