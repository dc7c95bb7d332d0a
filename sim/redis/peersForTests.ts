import { Random } from "../random.ts";
import type { Bytes } from "./bytes.ts";
import type { PersistedCluster } from "./cluster/persistedCluster.ts";
import { RedisNode } from "./node.ts";
import type { RedisNodeOptions } from "./node.ts";
import type { PeerLink, PeerListener, PeerPurpose, Peers } from "./peers.ts";
import type { Reply } from "./reply.ts";
import { splitInline } from "./resp/splitInline.ts";

type Event = { readonly atMs: number; readonly run: () => void };

type Host = {
  readonly name: string;
  node: RedisNode | null;
  isPaused: boolean;
  readonly held: (() => void)[];
  /** What it was started with, and what it knew of its cluster when it died. */
  options: Partial<RedisNodeOptions>;
  persisted: PersistedCluster | null;
};

// Messages of both purposes travel alike, and whoever sends knows which they are.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyMessage = any;

type End = {
  readonly host: Host;
  readonly node: RedisNode;
  listener: PeerListener<AnyMessage>;
  isClosed: boolean;
};

type Connection = { readonly ends: readonly [End, End]; readonly purpose: PeerPurpose };

/**
 * Some nodes in memory that reach each other, and a clock that the test turns: what `sim/nodeNetwork.ts` is to a
 * simulation, in a page. Every message takes a millisecond; hosts are named freely, every node is at port 6379.
 */
export class PeersForTests {
  nowMs = 1_700_000_000_000;
  readonly #hosts = new Map<string, Host>();
  readonly #connections = new Set<Connection>();
  #events: Event[] = [];
  #parted: readonly ReadonlySet<string>[] = [];
  #heldBack: { readonly from: Host; readonly to: Host; readonly run: () => void }[] = [];

  /** Starts a node, or starts one again. */
  start(host: string, options: Partial<RedisNodeOptions> = {}): RedisNode {
    const known: Host = this.#hosts.get(host) ?? {
      name: host,
      node: null,
      isPaused: false,
      held: [],
      options,
      persisted: null,
    };
    known.options = options;
    this.#hosts.set(host, known);
    known.node = new RedisNode({
      nowUs: () => this.nowMs * 1000,
      random: new Random(`${host} for tests`),
      lua: null,
      address: { host, port: 6379 },
      peers: this.#peersOf(known),
      ...options,
    });
    return known.node;
  }

  /** Starts a node as it was started first, without its data, but with what it knew of its cluster. */
  restart(host: string): RedisNode {
    const { options, persisted } = this.#host(host);
    return this.start(host, { ...options, ...(persisted === null ? {} : { cluster: persisted }) });
  }

  node(host: string): RedisNode {
    const { node } = this.#host(host);
    if (node === null)
      throw new RangeError(`PeersForTests.node: ${host} is down; a host that is up would be right`);
    return node;
  }

  /** Runs one command, written as a person types it. */
  run(host: string, line: string): Reply {
    return this.node(host).execute(splitInline(line) ?? []);
  }

  isUp(host: string): boolean {
    return this.#host(host).node !== null;
  }

  /** The process is gone: its connections break. */
  crash(host: string): void {
    const crashed = this.#host(host);
    crashed.persisted = crashed.node?.cluster?.persisted() ?? null;
    crashed.node = null;
    for (const connection of this.#connections)
      for (const end of connection.ends) if (end.host === crashed) this.#close(connection, end);
  }

  /** Nothing is read and nothing answered, and time goes on. */
  pause(host: string): void {
    this.#host(host).isPaused = true;
  }

  resume(host: string): void {
    const resumed = this.#host(host);
    resumed.isPaused = false;
    for (const run of resumed.held.splice(0)) run();
  }

  /** What is sent between the groups is held back until `heal`; hosts in none of them reach everybody. */
  part(...groups: readonly (readonly string[])[]): void {
    this.#parted = groups.map((group) => new Set(group));
  }

  heal(): void {
    this.#parted = [];
    for (const { from, to, run } of this.#heldBack.splice(0)) this.#travel(from, to, run);
  }

  /** Lets time go on: messages arrive, and nodes do what is due. */
  advanceMs(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      let nextMs = Infinity;
      for (const event of this.#events) nextMs = Math.min(nextMs, event.atMs);
      for (const { node, isPaused } of this.#hosts.values())
        if (node !== null && !isPaused)
          nextMs = Math.min(nextMs, Math.ceil((node.nextDeadlineUs() ?? Infinity) / 1000));
      if (nextMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      const due = this.#events.filter((event) => event.atMs <= this.nowMs);
      this.#events = this.#events.filter((event) => event.atMs > this.nowMs);
      for (const event of due) event.run();
      for (const { node, isPaused } of this.#hosts.values())
        if (node !== null && !isPaused && (node.nextDeadlineUs() ?? Infinity) <= this.nowMs * 1000)
          node.tick();
    }
    this.nowMs = endMs;
  }

  /** Lets time go on until something is so; how long that took. @throws RangeError when it does not come to be. */
  advanceUntil(isSo: () => boolean, boundMs: number): number {
    const startMs = this.nowMs;
    while (!isSo()) {
      if (this.nowMs - startMs > boundMs)
        throw new RangeError(
          `PeersForTests.advanceUntil: not within ${boundMs} ms: ${String(isSo)}`,
        );
      this.advanceMs(10);
    }
    return this.nowMs - startMs;
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name);
    if (host === undefined)
      throw new RangeError(`PeersForTests: ${name}; a host that was started would be right`);
    return host;
  }

  #areParted(a: string, b: string): boolean {
    const [groupOfA, groupOfB] = [a, b].map((name) =>
      this.#parted.find((group) => group.has(name)),
    );
    return groupOfA !== undefined && groupOfB !== undefined && groupOfA !== groupOfB;
  }

  #travel(from: Host, to: Host, run: () => void): void {
    const arrive = (): void => {
      if (this.#areParted(from.name, to.name)) this.#heldBack.push({ from, to, run });
      else if (to.isPaused) to.held.push(run);
      else run();
    };
    this.#events.push({ atMs: this.nowMs + 1, run: arrive });
  }

  #peersOf(host: Host): Peers {
    return {
      connect: (purpose, to, port, listener) => this.#connect(host, purpose, to, port, listener),
      ask: (to, port, requests) => this.#ask(host, to, port, requests),
    };
  }

  #connect(
    from: Host,
    purpose: PeerPurpose,
    to: string,
    port: number,
    listener: PeerListener<AnyMessage>,
  ): PeerLink<AnyMessage> {
    const target: Host = this.#hosts.get(to) ?? {
      name: to,
      node: null,
      isPaused: false,
      held: [],
      options: {},
      persisted: null,
    };
    const near: End = { host: from, node: from.node!, listener, isClosed: false };
    let connection: Connection | null = null;
    this.#travel(from, target, () => {
      if (near.isClosed || near.node !== from.node) return;
      const { node } = target;
      if (node === null || port !== node.address.port) {
        this.#travel(target, from, () => {
          if (!near.isClosed && near.node === from.node) listener.closed();
        });
        return;
      }
      const far: End = { host: target, node, listener: deaf, isClosed: false };
      connection = { ends: [near, far], purpose };
      this.#connections.add(connection);
      far.listener = node.accept(purpose, this.#link(connection, far, near));
      this.#travel(target, from, () => {
        if (!near.isClosed && near.node === from.node) listener.opened();
      });
    });
    return {
      remoteHost: to,
      send: (message) => {
        if (connection === null)
          throw new RangeError(
            `PeersForTests: ${from.name} sends to ${to} before the connection is open`,
          );
        this.#send(near, connection.ends[1], message);
      },
      close: () => {
        if (connection === null) near.isClosed = true;
        else this.#close(connection, near);
      },
    };
  }

  #link(connection: Connection, near: End, far: End): PeerLink<AnyMessage> {
    return {
      remoteHost: far.host.name,
      send: (message) => this.#send(near, far, message),
      close: () => this.#close(connection, near),
    };
  }

  #send(near: End, far: End, message: AnyMessage): void {
    if (near.isClosed) return;
    this.#travel(near.host, far.host, () => {
      if (!far.isClosed && far.node === far.host.node) far.listener.received(message);
    });
  }

  #close(connection: Connection, near: End): void {
    if (near.isClosed) return;
    near.isClosed = true;
    this.#connections.delete(connection);
    const far = connection.ends[0] === near ? connection.ends[1] : connection.ends[0];
    this.#travel(near.host, far.host, () => {
      if (far.isClosed || far.node !== far.host.node) return;
      far.isClosed = true;
      far.listener.closed();
    });
  }

  #ask(
    from: Host,
    to: string,
    port: number,
    requests: readonly (readonly Bytes[])[],
  ): readonly Reply[] | null {
    const target = this.#hosts.get(to);
    if (
      target === undefined ||
      target.node === null ||
      target.isPaused ||
      target.node.address.port !== port
    )
      return null;
    if (this.#areParted(from.name, to)) return null;
    const { node } = target;
    return requests.map((argv) => node.execute(argv));
  }
}

const deaf: PeerListener<AnyMessage> = { opened() {}, received() {}, closed() {} };
