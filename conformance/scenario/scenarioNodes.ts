import { hashSlot } from "../../sim/redis/hashSlot.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { RedisTopology } from "../../sim/redisTopology.ts";
import { parseNodeName, parseSlotName, type SlotName } from "../../spec/nodeName.ts";
import type { Topology } from "../../spec/topology.ts";
import { roleOf } from "./nodeRole.ts";

const slotCount = 16_384;

/** The nodes of a run: who owns what, and who is meant by a name or a role. */
export class ScenarioNodes {
  readonly topology: Topology;
  readonly servers: readonly RedisServer[];
  readonly network: RedisTopology["network"];
  /** The slot that the subject keeps its schedules in, or the first of them. */
  readonly dataSlot: number;
  /** Without a cluster: whom the operator has made the master. */
  primary: RedisServer;
  /** What was asked of nodes in lives that are over, and is not modelled. */
  readonly #unsupportedBefore: string[] = [];

  constructor(redis: RedisTopology, dataKey: string) {
    this.topology = redis.topology;
    this.servers = redis.servers;
    this.network = redis.network;
    this.dataSlot = hashSlot(dataKey);
    this.primary = redis.server("redis-1");
  }

  /**
   * Who owns a slot now: of those that think so and are up, the one with the highest config epoch. Null when all of them
   * are down.
   */
  ownerOf(slot: number): RedisServer | null {
    if (this.topology.kind !== "cluster") return this.primary.isUp ? this.primary : null;
    let owner: RedisServer | null = null;
    for (const server of this.servers) {
      if (!server.isUp || !claims(server, slot)) continue;
      if (owner === null || epochOf(server) > epochOf(owner)) owner = server;
    }
    return owner;
  }

  /** By which config epoch a node takes itself for the owner of a slot; -1 when it does not, or is down. */
  claimOf(server: RedisServer, slot: number): number {
    if (this.topology.kind !== "cluster") return server === this.primary ? 0 : -1;
    return server.isUp && claims(server, slot) ? epochOf(server) : -1;
  }

  /** Who has a key: the owner of its slot, or, while the slot moves and the key has moved already, the new one. */
  holderOf(key: string): RedisServer | null {
    const slot = hashSlot(key);
    const owner = this.ownerOf(slot);
    if (owner === null || this.topology.kind !== "cluster") return owner;
    const target = owner.node.cluster?.state.migratingTo.get(slot);
    if (target === undefined || owner.admin(["EXISTS", key]) === 1) return owner;
    const importer = this.servers.find(
      (server) => server.isUp && server.node.cluster?.state.myself.id === target.id,
    );
    return importer?.node.cluster?.state.importingFrom.has(slot) === true ? importer : owner;
  }

  /** Whether a node takes itself for a master, rightly or not. */
  isMaster(server: RedisServer): boolean {
    const { cluster } = server.node;
    if (this.topology.kind === "standalone") return true;
    return cluster === null ? roleOf(server).is === "master" : cluster.state.myself.isMaster;
  }

  /** The masters that own something now, each once, in the order of their names. */
  owners(): readonly RedisServer[] {
    if (this.topology.kind !== "cluster") return this.primary.isUp ? [this.primary] : [];
    return this.servers.filter(
      (server) => server.isUp && this.isMaster(server) && !this.isReplaced(server),
    );
  }

  /** Whether a node takes itself for the master of what another one owns. @param slot that of the data unless it is said */
  isReplaced(server: RedisServer, slot: number = this.dataSlot): boolean {
    if (!server.isUp || !this.isMaster(server)) return false;
    if (this.topology.kind !== "cluster") return server !== this.primary && this.primary.isUp;
    return claims(server, slot) && this.ownerOf(slot) !== server;
  }

  /** The node of that name or role; null when nobody has it now. */
  named(text: string): RedisServer | null {
    const name = parseNodeName(text);
    if (name === null) return null;
    if (name.kind === "host") return this.servers.find(({ host }) => host === name.host) ?? null;
    const slot = this.#slotOf(name.of);
    if (name.kind === "master") return this.ownerOf(slot);
    return this.replicasOf(slot)[name.nth - 1] ?? null;
  }

  /** The slot of that name. */
  slotNamed(text: string): number {
    return this.#slotOf(parseSlotName(text) ?? "data");
  }

  /** Who follows the owner of a slot, whether it is up or not, in the order of their names. */
  replicasOf(slot: number): readonly RedisServer[] {
    const owner = this.ownerOf(slot);
    if (owner === null) return [];
    return this.servers.filter((server) => server !== owner && this.#masterOf(server) === owner);
  }

  /** The node's shard: whom it was given to at the start, or whom it follows. */
  shardOf(server: RedisServer): string {
    if (this.topology.kind !== "cluster") return "shard 1";
    const { masters } = this.topology;
    return `shard ${(this.servers.indexOf(server) % masters) + 1}`;
  }

  /** Starts a node again that is down. */
  restart(server: RedisServer, data: RestartData): void {
    if (server.isUp) return;
    this.#unsupportedBefore.push(...server.node.unsupported);
    server.restart(data);
  }

  /** What was asked of the nodes that Redis does and the model does not. */
  unsupported(): readonly string[] {
    return [...this.#unsupportedBefore, ...this.servers.flatMap(({ node }) => node.unsupported)];
  }

  /** How many replicas a shard has, well or not. */
  get replicasPerShard(): number {
    switch (this.topology.kind) {
      case "standalone":
        return 0;
      case "replicated":
        return this.topology.replicas;
      case "cluster":
        return this.topology.replicasPerMaster;
    }
  }

  /** The node that a node follows; null when it is a master or follows nobody who is known. */
  #masterOf(server: RedisServer): RedisServer | null {
    const { cluster } = server.node;
    if (this.topology.kind === "standalone") return null;
    if (cluster === null) {
      const role = roleOf(server);
      if (role.is === "master") return null;
      return this.servers.find(({ address }) => address === role.host) ?? null;
    }
    const { master } = cluster.state.myself;
    if (master === null) return null;
    return this.servers.find(({ node }) => node.cluster?.state.myself.id === master.id) ?? null;
  }

  #slotOf(name: SlotName): number {
    if (name === "data") return this.dataSlot;
    if ("slot" in name) return name.slot;
    const masters = this.topology.kind === "cluster" ? this.topology.masters : 1;
    return Math.floor(((((name.shard - 1) % masters) + 0.5) * slotCount) / masters);
  }
}

function claims({ node }: RedisServer, slot: number): boolean {
  const state = node.cluster?.state;
  return state !== undefined && state.ownerOf(slot) === state.myself;
}

const epochOf = ({ node }: RedisServer): number => node.cluster?.state.myself.configEpoch ?? 0;
