import { hashSlot } from "../../sim/redis/hashSlot.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { IncidentKind } from "../../spec/worldEvent.ts";
import type { DataWatch } from "./dataWatch.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";
import type { WorldRecorder } from "./worldRecorder.ts";

export type NodeStoryOptions = {
  readonly nodes: ScenarioNodes;
  readonly recorder: WorldRecorder;
  readonly watch: DataWatch;
  readonly struck: (kind: string) => void;
};

/** What was seen of a node when it was last looked at. */
type Seen = {
  readonly server: RedisServer;
  /** What keeps it from being well that only the harness knows of: cuts and delays. Counted, because they overlap. */
  troubles: number;
  isFailed: boolean;
  /** Its own view of the data's slot; undefined before it was asked. */
  claim: number | undefined;
};

/**
 * Writes into the history what happens to the nodes: which were well when, what their clocks said, who became the owner
 * of the data, and what may have been taken back by that.
 */
export class NodeStory {
  readonly #options: NodeStoryOptions;
  readonly #seen: readonly Seen[];
  /** Who owned the data when it was last looked. */
  readonly #owners = new Map<number, RedisServer>();
  /** Nodes that were told to take over whatever they have. */
  readonly #forced = new Set<RedisServer>();
  /** Whom a slot is moving to, with all of its keys. */
  readonly #moving = new Map<number, RedisServer>();
  readonly #dataSlots: Set<number>;
  /** For how many keys they are known. */
  #slotsOfKeys = 0;
  /** Which nodes were up when a claim was last looked at, as bits. */
  #up = -1;
  /** Told when the data got another owner by an election that nobody asked for. */
  onOwnerChanged: ((slot: number, owner: RedisServer, before: RedisServer) => void) | null = null;

  constructor(options: NodeStoryOptions) {
    this.#options = options;
    const { nodes } = options;
    this.#dataSlots = new Set([nodes.dataSlot]);
    const owner = nodes.ownerOf(nodes.dataSlot);
    if (owner !== null) this.#owners.set(nodes.dataSlot, owner);
    this.#seen = nodes.servers.map((server) => {
      const seen: Seen = { server, troubles: 0, isFailed: false, claim: undefined };
      server.onSettled = () => this.#look(seen);
      return seen;
    });
  }

  /** Begins: nodes that do not follow their master yet are told from here on. */
  begin(): void {
    for (const seen of this.#seen) this.#lookAtHealth(seen);
  }

  /** Looks whether anything is different since something happened at a node. */
  look(server: RedisServer): void {
    this.#look(this.#seenOf(server));
  }

  /** The same, as it is done after each message between nodes. */
  #look(seen: Seen): void {
    if (this.#mayOwnOtherwise(seen)) this.#lookAtOwners();
    this.#lookAtHealth(seen);
  }

  /** Whether a node's own view of the data's slot is another one than when this was last asked, or another node is up. */
  #mayOwnOtherwise(seen: Seen): boolean {
    const { nodes } = this.#options;
    if (this.#slots().size !== 1) return true;
    let up = 0;
    for (const { server } of this.#seen) up = up * 2 + (server.isUp ? 1 : 0);
    const claim = nodes.claimOf(seen.server, nodes.dataSlot);
    if (up === this.#up && claim === seen.claim) return false;
    this.#up = up;
    seen.claim = claim;
    return true;
  }

  /** Looks at everything. */
  lookAtAll(): void {
    this.#lookAtOwners();
    for (const seen of this.#seen) this.#lookAtHealth(seen);
  }

  /** Something begins, or ends, that keeps a node from being well. */
  trouble(server: RedisServer, isOver: boolean): void {
    const seen = this.#seenOf(server);
    seen.troubles = Math.max(0, seen.troubles + (isOver ? -1 : 1));
    this.#lookAtHealth(seen);
  }

  /** All that the harness did to nodes is over. */
  healed(): void {
    for (const seen of this.#seen) seen.troubles = 0;
    this.#forced.clear();
    this.lookAtAll();
  }

  /** The node was told to take over without asking how much it has. */
  forced(server: RedisServer): void {
    this.#forced.add(server);
  }

  /** A slot moves to another node with all its keys; null: no more. */
  moving(slot: number, to: RedisServer | null): void {
    if (to === null) this.#moving.delete(slot);
    else this.#moving.set(slot, to);
  }

  /** A fault of a node as it struck, whether or not it counts yet. */
  tell(fault: string, target: string, detail: string): void {
    this.#options.recorder.add({ type: "fault", fault, target, detail });
  }

  /** A process reaches all nodes again. */
  processHealed(process: string): void {
    this.#options.recorder.add({ type: "process", process, change: "healed" });
  }

  /** The node's clock is off by so much from now on. */
  clock(server: RedisServer): void {
    const { nodes, recorder } = this.#options;
    const offMs = Math.round(server.skewUs / 1000);
    const shard = nodes.shardOf(server);
    recorder.add({ type: "node", node: server.host, shard, change: "clock", offMs });
  }

  /** Something happens to the data of a node, which counts as an incident when the node owns the data. */
  during(incident: "flush" | "evict", server: RedisServer, act: () => void): void {
    const { watch } = this.#options;
    if (![...this.#slots()].some((slot) => this.#options.nodes.ownerOf(slot) === server)) {
      act();
      server.settle();
      return;
    }
    watch.during(this.#incident(incident, server, null), act);
  }

  /**
   * A node starts again with as much as it has. What is different by that is told after what it follows from: that an
   * owner has less than it had, or that the node takes the ownership back from one that knew nothing of it.
   */
  restart(server: RedisServer, data: RestartData, start: () => void): void {
    const { watch } = this.#options;
    const owns = [...this.#slots()].some((slot) => this.#owners.get(slot) === server);
    if (data === "kept" || !owns) watch.quietly(start);
    else watch.during(this.#incident(`restart-${data}`, server, null), start);
  }

  /** What lies in Redis is not what was seen last, and nobody knows since when. */
  foundBehind(): void {
    const { nodes, watch } = this.#options;
    const owner = nodes.ownerOf(nodes.dataSlot);
    if (owner !== null && watch.isBehind()) {
      watch.setBack(this.#incident("failover", owner, null));
    }
  }

  /** The slots of the data. Asked for after each message between nodes, so it is only made when there is a new key. */
  #slots(): ReadonlySet<number> {
    const { nodes, watch } = this.#options;
    if (nodes.topology.kind === "cluster" && this.#slotsOfKeys !== watch.count) {
      this.#slotsOfKeys = watch.count;
      for (const key of watch.keys) this.#dataSlots.add(hashSlot(key));
    }
    return this.#dataSlots;
  }

  #lookAtOwners(): void {
    const { nodes, watch } = this.#options;
    for (const slot of this.#slots()) {
      const owner = nodes.ownerOf(slot);
      const before = this.#owners.get(slot);
      if (owner === null || owner === before) continue;
      this.#owners.set(slot, owner);
      if (before === undefined) continue;
      if (this.#moving.get(slot) === owner) continue;
      const isForced = this.#forced.delete(owner);
      watch.setBack(this.#incident(isForced ? "takeover" : "failover", owner, before));
      this.scriptsLost(owner, before);
      this.#lookAtHealth(this.#seenOf(before));
      this.onOwnerChanged?.(slot, owner, before);
    }
  }

  /** Counts what a new owner, or the same one in a new life, does not know of the scripts that clients take it to know. */
  scriptsLost(owner: RedisServer, before: RedisServer | null): void {
    const { recorder, struck } = this.#options;
    if (owner.node.scripts.size > 0 || (before !== null && before.node.scripts.size === 0)) return;
    struck("script-flush");
    const detail =
      before === null
        ? `${owner.host} came back without its cached scripts`
        : `${owner.host} knows none of the scripts that ${before.host} had cached`;
    recorder.add({ type: "fault", fault: "script-flush", target: owner.host, detail });
  }

  #incident(incident: IncidentKind, server: RedisServer, before: RedisServer | null) {
    const { nodes } = this.#options;
    return {
      type: "incident",
      incident,
      node: server.host,
      replaces: before?.host ?? null,
      shard: nodes.shardOf(before ?? server),
      replicas: nodes.replicasPerShard,
    } as const;
  }

  #seenOf(server: RedisServer): Seen {
    return this.#seen[this.#options.nodes.servers.indexOf(server)]!;
  }

  #lookAtHealth(seen: Seen): void {
    const { server } = seen;
    const isWell = this.#isWell(seen);
    if (isWell !== seen.isFailed) return;
    seen.isFailed = !isWell;
    const { nodes, recorder } = this.#options;
    const change = isWell ? "recovered" : "failed";
    recorder.add({ type: "node", node: server.host, shard: nodes.shardOf(server), change });
  }

  #isWell({ server, troubles }: Seen): boolean {
    const { nodes } = this.#options;
    if (!server.isUp || server.isPaused || server.slowUs > 0) return false;
    if (troubles > 0 || nodes.isReplaced(server)) return false;
    if (nodes.servers.length === 1) return true;
    // As `roleOf` has it, without making anything: this is asked after each message between nodes.
    const { master } = server.node.replication;
    return master === null || master.state === "connected";
  }
}
