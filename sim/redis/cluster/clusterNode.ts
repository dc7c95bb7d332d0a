import type { BusLink } from "./busLink.ts";
import type { Gossip } from "./busMessage.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { hasSlot, noSlots } from "./slotBits.ts";
import type { SlotBits } from "./slotBits.ts";

/** What one node knows of a node of the cluster, itself included (Redis 7.0.15, `clusterNode` in cluster.h). Times are in milliseconds. */
export class ClusterNode {
  /** 40 hexadecimal digits; made up while it is in handshake. */
  id: string;
  flags: number;
  readonly createdMs: number;
  /** Its place in the view's table of slot owners; 0 while it is in none. */
  index = 0;
  configEpoch = 0;
  #slots: SlotBits = noSlots;
  #slotsAreShared = true;
  slotCount = 0;
  readonly replicas: ClusterNode[] = [];
  /** Null for a master, and for a replica of a node that is not known. */
  master: ClusterNode | null = null;
  /** Redis 7.2's shard_id: that of its last master, which it keeps when it becomes one; null while it never followed any. */
  shard: string | null = null;
  /** The last ping that it was mentioned in, and what was said there. */
  lastGossip = 0;
  #gossip: Gossip | null = null;
  /** The times that it was said with, to the millisecond. */
  #gossipPingMs = 0;
  #gossipPongMs = 0;
  /** 0 while it owes no answer. */
  pingSentMs = 0;
  pongReceivedMs = 0;
  dataReceivedMs = 0;
  failedMs = 0;
  votedMs = 0;
  offsetMs = 0;
  orphanedMs = 0;
  offset = 0;
  host = "";
  hostname = "";
  port = 0;
  busPort = 0;
  /** The connection to it, and the one that it made. */
  link: BusLink | null = null;
  inboundLink: BusLink | null = null;
  /** Who said last when that it fails; null while nobody has. */
  failReports: Map<ClusterNode, number> | null = null;

  constructor(id: string, flags: number, nowMs: number) {
    this.id = id;
    this.flags = flags;
    this.createdMs = nowMs;
  }

  is(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  get isMaster(): boolean {
    return (this.flags & nodeFlags.master) !== 0;
  }

  get isReplica(): boolean {
    return (this.flags & nodeFlags.replica) !== 0;
  }

  get isFailed(): boolean {
    return (this.flags & nodeFlags.failed) !== 0;
  }

  get mayHaveFailed(): boolean {
    return (this.flags & nodeFlags.mayHaveFailed) !== 0;
  }

  get isInHandshake(): boolean {
    return (this.flags & nodeFlags.handshake) !== 0;
  }

  get hasAddress(): boolean {
    return (this.flags & nodeFlags.noAddress) === 0;
  }

  set(flag: number): void {
    this.flags |= flag;
  }

  clear(flag: number): void {
    this.flags &= ~flag;
  }

  hasSlot(slot: number): boolean {
    return hasSlot(this.#slots, slot);
  }

  /** Its slots as they are now: an object that never changes. */
  get slots(): SlotBits {
    this.#slotsAreShared = true;
    return this.#slots;
  }

  /** Takes the same set of slots as another object, so that the next comparison with that one is quick. */
  adoptEqualSlots(bits: SlotBits): void {
    this.#slots = bits;
    this.#slotsAreShared = true;
  }

  /** Begins with these slots. For `ClusterState`, too. */
  beginWithSlots(bits: SlotBits, count: number): void {
    this.adoptEqualSlots(bits);
    this.slotCount = count;
  }

  /** For `ClusterState`, which keeps the table of owners. */
  setSlotBit(slot: number, isSet: boolean): void {
    if (this.#slotsAreShared) {
      this.#slots = this.#slots.slice();
      this.#slotsAreShared = false;
    }
    const bit = 1 << (slot & 7);
    if (isSet) this.#slots[slot >> 3]! |= bit;
    else this.#slots[slot >> 3]! &= ~bit;
    this.slotCount += isSet ? 1 : -1;
  }

  /** Redis' clusterSetGossipEntry: the same object as last time while there is nothing new. */
  get gossip(): Gossip {
    const { id, host, port, busPort, flags, pingSentMs, pongReceivedMs } = this;
    const last = this.#gossip;
    const isSame =
      last !== null &&
      last.flags === flags &&
      last.id === id &&
      last.host === host &&
      last.port === port &&
      last.busPort === busPort;
    if (isSame && this.#gossipPongMs === pongReceivedMs && this.#gossipPingMs === pingSentMs)
      return last;
    this.#gossipPongMs = pongReceivedMs;
    this.#gossipPingMs = pingSentMs;
    const pingSentSeconds = Math.floor(pingSentMs / 1000);
    const pongReceivedSeconds = Math.floor(pongReceivedMs / 1000);
    if (
      isSame &&
      last.pongReceivedSeconds === pongReceivedSeconds &&
      last.pingSentSeconds === pingSentSeconds
    )
      return last;
    return (this.#gossip = {
      id,
      pingSentSeconds,
      pongReceivedSeconds,
      host,
      port,
      busPort,
      flags,
    });
  }

  /** Redis' clusterNodeAddSlave. */
  addReplica(replica: ClusterNode): void {
    replica.shard = this.shard ?? this.id;
    if (this.replicas.includes(replica)) return;
    this.replicas.push(replica);
    this.set(nodeFlags.migrateTo);
  }

  /** Redis 7.2's areInSameShard, as far as who followed whom tells it. */
  isInShardOf(other: ClusterNode): boolean {
    return (this.shard ?? this.id) === (other.shard ?? other.id);
  }

  /** Redis' clusterNodeRemoveSlave. */
  removeReplica(replica: ClusterNode): void {
    const place = this.replicas.indexOf(replica);
    if (place === -1) return;
    this.replicas.splice(place, 1);
    if (this.replicas.length === 0) this.clear(nodeFlags.migrateTo);
  }

  /** Redis' clusterCountNonFailingSlaves. */
  get workingReplicaCount(): number {
    let count = 0;
    for (const replica of this.replicas) if (!replica.isFailed) count++;
    return count;
  }
}
