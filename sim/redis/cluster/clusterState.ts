import type { ClusterHealth } from "./busMessage.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { MessageCounts } from "./messageCounts.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { eachSlot, slotCount, slotRanges } from "./slotBits.ts";
import type { SlotBits } from "./slotBits.ts";
import { SlotsCache } from "./slotsCache.ts";

/** What has to be done before the node answers anybody, as the bits of Redis' CLUSTER_TODO. */
export const todo = {
  handleFailover: 1,
  updateState: 2,
  saveConfig: 4,
  handleManualFailover: 16,
} as const;

/**
 * One node's own view of the cluster (Redis 7.0.15, `clusterState` in cluster.h). Times are in milliseconds; nodes come in the order in
 * which this node has heard of them.
 */
export class ClusterState {
  readonly myself: ClusterNode;
  currentEpoch = 0;
  lastVoteEpoch = 0;
  health: ClusterHealth = "fail";
  /** Masters with at least one slot. */
  size = 1;
  readonly nodes = new Map<string, ClusterNode>();
  /** The same nodes, for those who draw one by chance; null when it has to be made again. */
  #list: ClusterNode[] | null = null;
  /** Until when, in seconds, nodes that were forgotten are not taken up again, by id. */
  readonly blacklist = new Map<string, number>();
  /** Slots of this node that are on their way, by slot. In no particular order. */
  readonly migratingTo = new Map<number, ClusterNode>();
  readonly importingFrom = new Map<number, ClusterNode>();
  /** Slots that their owner no longer claims, and that nobody else has claimed yet. */
  readonly unclaimed = new Set<number>();

  // Elections, at a replica.
  /** When the last election was or the next one is. */
  electionMs = 0;
  electionVotes = 0;
  electionAsked = false;
  electionRank = 0;
  electionEpoch = 0;

  // Manual failover. At both:
  /** When it is given up; 0 while there is none. */
  manualEndMs = 0;
  /** At the master: who takes over. */
  manualReplica: ClusterNode | null = null;
  /** At the replica: where the master has stopped; -1 until it has said so. */
  manualOffset = -1;
  manualCanStart = false;

  todo = 0;
  /** When this node last was among a minority, and first looked at the state of the cluster; 0 for never. */
  minorityMs = 0;
  firstUpdateMs = 0;
  /** Nodes that may have failed, as the last beat of the cron counted them. */
  mayHaveFailedCount = 0;
  readonly sent = new MessageCounts();
  readonly received = new MessageCounts();
  readonly slotsCache = new SlotsCache();
  /** Called with each slot that is about to lose its owner; null where nobody cares. */
  onSlotLeft: ((slot: number, owner: ClusterNode) => void) | null = null;

  /** Who owns each slot: places in `#byIndex`, 0 for nobody. */
  readonly #owners = new Uint16Array(slotCount);
  readonly #byIndex: (ClusterNode | null)[] = [null];
  readonly #freeIndexes: number[] = [];

  /** @param nodes all that are known, this one included, in the order in which it has heard of them. */
  constructor(myself: ClusterNode, nodes: Iterable<ClusterNode> = [myself]) {
    this.myself = myself;
    for (const node of nodes) this.add(node);
  }

  /** Redis' clusterAddNode. */
  add(node: ClusterNode): void {
    this.nodes.set(node.id, node);
    this.#list = null;
    node.index = this.#freeIndexes.pop() ?? this.#byIndex.length;
    this.#byIndex[node.index] = node;
  }

  /** Redis' freeClusterNode, with its slots gone already. */
  remove(node: ClusterNode): void {
    for (const replica of node.replicas) replica.master = null;
    if (node.isReplica) node.master?.removeReplica(node);
    this.nodes.delete(node.id);
    this.#list = null;
    this.#byIndex[node.index] = null;
    this.#freeIndexes.push(node.index);
    node.index = 0;
    node.link?.free();
    node.inboundLink?.free();
  }

  /** Redis' clusterRenameNode: the node comes last then. */
  rename(node: ClusterNode, id: string): void {
    this.nodes.delete(node.id);
    node.id = id;
    this.nodes.set(id, node);
    this.#list = null;
  }

  get list(): readonly ClusterNode[] {
    this.#list ??= [...this.nodes.values()];
    return this.#list;
  }

  ownerOf(slot: number): ClusterNode | null {
    return this.#byIndex[this.#owners[slot]!] ?? null;
  }

  /** Redis' isSlotUnclaimed: nobody has it, or whoever has it says no longer so. */
  isUnclaimed(slot: number): boolean {
    return this.#owners[slot] === 0 || this.unclaimed.has(slot);
  }

  /** Redis' clusterAddSlot; false when it has an owner. */
  addSlot(node: ClusterNode, slot: number): boolean {
    if (this.#owners[slot] !== 0) return false;
    node.setSlotBit(slot, true);
    if (node.slotCount === 1 && this.mastersHaveReplicas()) node.set(nodeFlags.migrateTo);
    this.#owners[slot] = node.index;
    return true;
  }

  /** Gives a node that has none all of these slots, which nobody has. */
  addSlots(node: ClusterNode, bits: SlotBits): void {
    let count = 0;
    for (const [first, last] of slotRanges(bits)) {
      this.#owners.fill(node.index, first, last + 1);
      count += last + 1 - first;
    }
    node.beginWithSlots(bits, count);
  }

  /** Redis' clusterDelSlot; false when it has no owner. */
  deleteSlot(slot: number): boolean {
    const owner = this.ownerOf(slot);
    if (owner === null) return false;
    this.onSlotLeft?.(slot, owner);
    owner.setSlotBit(slot, false);
    this.#owners[slot] = 0;
    return true;
  }

  /** Redis' clusterDelNodeSlots. */
  deleteSlotsOf(node: ClusterNode): void {
    eachSlot(node.slots, (slot) => void this.deleteSlot(slot));
  }

  /** Redis' clusterMoveNodeSlots. */
  moveSlots(from: ClusterNode, to: ClusterNode): void {
    eachSlot(from.slots, (slot) => {
      this.deleteSlot(slot);
      this.addSlot(to, slot);
    });
  }

  /** Redis' clusterCloseAllSlots. */
  closeAllSlots(): void {
    this.migratingTo.clear();
    this.importingFrom.clear();
  }

  /** Redis' clusterGetNodesServingMySlots: a master and its replicas. */
  servingSlotsOf(node: ClusterNode): readonly ClusterNode[] {
    const master = node.isMaster ? node : node.master;
    return master === null ? [] : [master, ...master.replicas];
  }

  /** Whether this node is one of those. */
  servesSlotsOf(node: ClusterNode): boolean {
    const master = node.isMaster ? node : node.master;
    return master === this.myself || (master !== null && this.myself.master === master);
  }

  /** Redis' clusterGetMaxEpoch. */
  get maxEpoch(): number {
    let max = this.currentEpoch;
    for (const node of this.nodes.values()) max = Math.max(max, node.configEpoch);
    return max;
  }

  /** Redis' clusterDoBeforeSleep. @param flags of `todo`. */
  doBeforeSleep(flags: number): void {
    // So does Valkey 8.1.1, at once.
    if ((flags & todo.saveConfig) !== 0) this.slotsCache.clear();
    this.todo |= flags;
  }

  /** Redis' clusterMastersHaveSlaves. */
  mastersHaveReplicas(): boolean {
    for (const node of this.nodes.values())
      if (!node.isReplica && node.replicas.length > 0) return true;
    return false;
  }
}
