import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";

/**
 * What Valkey 8.1.1 remembers of its answers to CLUSTER SLOTS (`clusterCommandSlots`): one for each protocol, until something about
 * the cluster is to be saved, or a node can be read that could not be, or the other way round. The model makes the same
 * answer again each time; what can be seen is that a new one uses up an id of a client.
 */
export class SlotsCache {
  readonly #answers = new Set<2 | 3>();
  /** Who could be read when it was looked at last. */
  #readable = new Set<ClusterNode>();

  /** Redis' clearCachedClusterSlotsResponse. */
  clear(): void {
    this.#answers.clear();
  }

  /** Remembers an answer. @returns whether that is a new one. */
  note({ state, replication }: Cluster, protocol: 2 | 3): boolean {
    const readable = new Set<ClusterNode>();
    for (const node of state.list) {
      const offset = node === state.myself ? replication.offset : node.offset;
      if (!node.isFailed && offset !== 0) readable.add(node);
    }
    // Who is forgotten is so for a reason that is saved.
    const isSame = (node: ClusterNode): boolean => readable.has(node) === this.#readable.has(node);
    if (!state.list.every(isSame)) this.clear();
    this.#readable = readable;
    if (this.#answers.has(protocol)) return false;
    this.#answers.add(protocol);
    return true;
  }
}
