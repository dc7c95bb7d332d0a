import type { World } from "./kernel/world.ts";
import { NodeLink } from "./nodeLink.ts";
import type { LinkedServer, LinkNetwork, Pace } from "./nodeLink.ts";
import type { PeerLink, PeerListener, PeerMessages, PeerPurpose, Peers } from "./redis/peers.ts";
import type { FarLinks } from "./farEnd.ts";
import type { RedisServer } from "./redisServer.ts";

/** From the first node to the second, from the second to the first, or both ways. */
export type Way = "there" | "back" | "both";

/**
 * The network between nodes: links in both directions that deliver in order, late, and not at all while the way is cut.
 * As with TCP nothing is lost while both ends live: what was held arrives when the cut heals, unless an end has given
 * the link up meanwhile.
 */
export class NodeNetwork {
  readonly #world: World;
  readonly #servers = new Map<string, RedisServer>();
  readonly #links = new Set<NodeLink>();
  /** Ways that are cut, as "from to". */
  readonly #cuts = new Set<string>();
  /** What replication to a node takes longer, in microseconds. */
  readonly #lags = new Map<string, number>();
  /** Nodes whose replication links are broken as soon as they are made. */
  readonly #withoutMaster = new Set<string>();
  /** What decides when a message arrives, by way. */
  readonly #paces = new Map<string, Pace>();
  readonly #linkNetwork: LinkNetwork;

  /** @param farLinks whoever takes real servers through the same; nobody unless given. */
  constructor(world: World, farLinks: FarLinks | null = null) {
    this.#world = world;
    this.#linkNetwork = this.#forLinks(farLinks);
  }

  /** A server that others can reach at its address. */
  add(server: RedisServer): void {
    this.#servers.set(`${server.address}:${server.port}`, server);
  }

  /** The way of one server to all others. */
  peersOf(from: RedisServer): Peers {
    return {
      connect: (purpose, host, port, listener) =>
        this.#connect(from, purpose, host, port, listener),
      ask: (host, port, requests) => {
        const to = this.#serverAt(host, port);
        if (to === undefined || !to.isUp || to.isPaused) return null;
        if (this.#isCut(from, to) || this.#isCut(to, from)) return null;
        return to.answer(requests);
      },
    };
  }

  /** Cuts the way between every node of one side and every node of the other, or heals it. */
  partition(
    side: readonly RedisServer[],
    others: readonly RedisServer[],
    way: Way,
    cut: boolean,
  ): void {
    const change = (from: RedisServer, to: RedisServer): void => {
      if (from === to) return;
      if (cut) this.#cuts.add(wayOf(from, to));
      else this.#cuts.delete(wayOf(from, to));
    };
    for (const one of side)
      for (const other of others) {
        if (way !== "back") change(one, other);
        if (way !== "there") change(other, one);
      }
    if (!cut) this.#deliverHeld();
  }

  /** What a master sends to the replica takes so much longer. @param us 0 for no longer than usual. */
  lag(replica: RedisServer, us: number): void {
    if (us > 0) this.#lags.set(replica.address, us);
    else this.#lags.delete(replica.address);
  }

  /** Breaks the replica's link to its master, and every new one, until it heals. The bus between them stays. */
  cutReplication(replica: RedisServer, cut: boolean): void {
    if (!cut) return void this.#withoutMaster.delete(replica.address);
    this.#withoutMaster.add(replica.address);
    for (const link of this.#links)
      if (link.purpose === "replication" && link.from === replica) link.break();
  }

  /** A node died: its links break. */
  drop(server: RedisServer): void {
    for (const link of this.#links) if (link.from === server || link.to === server) link.break();
  }

  /** Ends everything that lasts. */
  heal(): void {
    this.#cuts.clear();
    this.#lags.clear();
    this.#withoutMaster.clear();
    this.#deliverHeld();
  }

  /** The node goes on: what arrived while it stood still is read now. */
  resume(server: RedisServer): void {
    for (const link of this.#links) if (link.from === server || link.to === server) link.resume();
  }

  #deliverHeld(): void {
    for (const link of this.#links) link.resume();
  }

  #connect<Purpose extends PeerPurpose>(
    from: RedisServer,
    purpose: Purpose,
    host: string,
    port: number,
    listener: PeerListener<PeerMessages[Purpose]>,
  ): PeerLink<PeerMessages[Purpose]> {
    const to = this.#serverAt(host, port);
    // Nobody has that address: as if a dead node had it, it is refused after a while.
    const link = new NodeLink(this.#linkNetwork, purpose, from, to ?? nobody, listener);
    this.#links.add(link);
    return link.near;
  }

  #serverAt(host: string, port: number): RedisServer | undefined {
    const address = this.#world.network.resolve(host);
    return address === undefined ? undefined : this.#servers.get(`${address}:${port}`);
  }

  #forLinks(farLinks: FarLinks | null): LinkNetwork {
    return {
      paceOf: (from, to) => this.#paceOf(from, to),
      send: (link, to, { random, lane }, notBeforeUs, arrive) => {
        const from = to === link.to ? link.from : link.to;
        const { nowUs, network } = this.#world;
        const { min, max } = network.latencyUs;
        const lagUs = link.purpose === "replication" ? (this.#lags.get(to.address) ?? 0) : 0;
        const lateUs = from.slowUs + to.slowUs + lagUs;
        const dueUs = Math.max(nowUs + random.between(min, max) + lateUs, notBeforeUs);
        this.#world.at(dueUs, lane, arrive);
        return dueUs;
      },
      isCut: (from, to) => this.#isCut(from, to),
      refuses: ({ purpose, from }) =>
        purpose === "replication" && this.#withoutMaster.has(from.address),
      forget: (link) => this.#links.delete(link),
      journal: (from, to, what) =>
        this.#world.journal.write(this.#world.nowUs, from.host, what, to.host),
      farLinks,
    };
  }

  #paceOf(from: LinkedServer, to: LinkedServer): Pace {
    const name = wayOf(from, to);
    let pace = this.#paces.get(name);
    if (pace === undefined) {
      const random = this.#world.random.fork(`nodes ${name}`);
      this.#paces.set(name, (pace = { random, lane: this.#world.lane() }));
    }
    return pace;
  }

  #isCut(from: LinkedServer, to: LinkedServer): boolean {
    return this.#cuts.size > 0 && this.#cuts.has(wayOf(from, to));
  }
}

const wayOf = (from: LinkedServer, to: LinkedServer): string => `${from.address} ${to.address}`;

/** Where nobody listens. */
const nobody: LinkedServer = {
  host: "nowhere",
  address: "nowhere",
  isUp: false,
  isPaused: false,
  slowUs: 0,
  act() {},
  hear() {},
};
