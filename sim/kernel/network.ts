import { Connection, type ClientEnd } from "./connection.ts";
import { pass, type FaultRule, type FaultVerdict, type Message } from "./faultRule.ts";
import type { SimProcess } from "./simProcess.ts";
import type { World } from "./world.ts";

/** One request of a client, cut out of its bytes by the node's protocol. */
export type Request = {
  readonly name: string;
  /** The whole request, in the parts that the journal writes. */
  readonly parts: readonly string[];
};

/** The node's end of a connection. */
export type ServerConnection = {
  /** Takes bytes (a character each) as the client wrote them and returns the requests that they complete. */
  split(bytes: string): readonly Request[];
  /** Executes a request that has arrived. `op` is the harness's operation that wrote it, if any. */
  execute(request: Request, op: number | null): void;
  /** The connection is gone. */
  closed(): void;
};

/** What a node can do to a connection that it accepted. `bytes`: one character, one byte. */
export type ServerLink = {
  readonly process: SimProcess;
  /** In which of its lives the process opened it; what it had sent by then arrives after its death as well. */
  readonly life: number;
  readonly remote: string;
  send(bytes: string): void;
  /** Closes after everything that was sent before. */
  close(): void;
  /** Breaks the connection, as the death of the node does: what is on its way to the client may not arrive. */
  reset(): void;
};

/** Somebody who accepts connections: a node of the simulated world. */
export type Listener = {
  readonly node: string;
  accept(link: ServerLink): ServerConnection;
};

/** How things stand between one process and the nodes. */
type ProcessLink = {
  partitioned: boolean;
  refusing: boolean;
  slowUs: number;
};

/** What goes from a process to a node, what comes back, or both. */
export type Direction = "requests" | "replies" | "both";

/** How things stand with one node, whoever talks to it. */
type NodeLink = { paused: boolean; slowUs: number };

const atWork: NodeLink = { paused: false, slowUs: 0 };

const calm: ProcessLink = { partitioned: false, refusing: false, slowUs: 0 };

/**
 * The simulated network: names, listeners, and what may happen on the way between a process and a node. TCP does not
 * lose or reorder bytes; it delays, stalls and breaks.
 */
export class Network {
  readonly world: World;
  /** One-way delay of a message, drawn evenly; microseconds. */
  latencyUs = { min: 100, max: 500 };
  /** Asked for each request that arrives at a node, in order. */
  readonly rules: FaultRule[] = [];
  readonly #listeners = new Map<string, Listener>();
  readonly #addresses = new Map<string, string>();
  readonly #links = new Map<SimProcess, ProcessLink>();
  /** By address. */
  readonly #nodes = new Map<string, NodeLink>();
  /** What is cut between one process and one node. */
  readonly #cuts = new Map<string, { requests: boolean; replies: boolean }>();
  readonly #connections = new Set<Connection>();
  #lastPort = 40_000;

  constructor(world: World) {
    this.world = world;
  }

  /** Opens a port. The host may be a name; it gets an address of its own, which is returned. */
  listen(host: string, port: number, listener: Listener): string {
    let address = this.#addresses.get(host);
    if (address === undefined) {
      address = /^[\d.]+$/.test(host) ? host : addressNumber(this.#addresses.size + 1);
      this.#addresses.set(host, address);
      this.#addresses.set(address, address);
    }
    this.#listeners.set(`${address}:${port}`, listener);
    return address;
  }

  /** Closes a port: whoever connects is refused. */
  unlisten(host: string, port: number): void {
    this.#listeners.delete(`${this.resolve(host)}:${port}`);
  }

  /** From now on a name stands for a host, as DNS may say it. Whoever is connected stays connected. */
  alias(name: string, host: string): void {
    this.#addresses.set(name, this.#addressOf(host));
  }

  /** The address of a simulated host; undefined for a host that does not exist. */
  resolve(host: string): string | undefined {
    return this.#addresses.get(host);
  }

  listenerAt(address: string, port: number): Listener | undefined {
    return this.#listeners.get(`${address}:${port}`);
  }

  /** Begins a connection for a client end that belongs to the process which is running. */
  connect(client: ClientEnd, address: string, port: number): Connection {
    const connection = new Connection(this, client, address, port, ++this.#lastPort);
    this.#connections.add(connection);
    this.world.accounting?.socketOpened(client.process);
    return connection;
  }

  forget(connection: Connection): void {
    this.#connections.delete(connection);
  }

  judge(message: Message): FaultVerdict {
    for (const rule of this.rules) {
      const verdict = rule(message);
      if (verdict.type !== "pass") return verdict;
    }
    return pass;
  }

  linkOf(process: SimProcess): Readonly<ProcessLink> {
    return this.#links.get(process) ?? calm;
  }

  /** Nothing passes until it heals; then TCP delivers what was held. New connections hang meanwhile. */
  partition(process: SimProcess, partitioned: boolean): void {
    this.#change(process, { partitioned });
    if (partitioned) return;
    for (const connection of this.connectionsOf(process)) connection.deliverHeld();
  }

  /** As `partition`, between the process and one node, and in one direction only if so told. */
  partitionFrom(process: SimProcess, host: string, direction: Direction, cut: boolean): void {
    const address = this.#addressOf(host);
    const name = cutName(process, address);
    const cuts = this.#cuts.get(name) ?? { requests: false, replies: false };
    if (direction !== "replies") cuts.requests = cut;
    if (direction !== "requests") cuts.replies = cut;
    this.#cuts.set(name, cuts);
    if (!cuts.requests && !cuts.replies) this.#cuts.delete(name);
    if (cut) return;
    for (const connection of this.connectionsOf(process))
      if (connection.address === address) connection.deliverHeld();
  }

  /** The node reads nothing until it goes on; what has arrived waits in its order. */
  pauseNode(host: string, paused: boolean): void {
    this.#changeNode(host, { paused });
    if (paused) return;
    const address = this.#addressOf(host);
    for (const connection of this.#connections)
      if (connection.address === address) connection.deliverHeld();
  }

  /** Adds to the delay of each message to and from the node. */
  slowNode(host: string, slowUs: number): void {
    this.#changeNode(host, { slowUs });
  }

  /** Whether nothing passes in that direction. */
  isCut({ process, address }: Connection, direction: "requests" | "replies"): boolean {
    if (this.linkOf(process).partitioned) return true;
    return this.#cuts.size > 0 && (this.#cuts.get(cutName(process, address))?.[direction] ?? false);
  }

  /** Whether the node reads nothing. Its operating system accepts connections all the same. */
  isPaused({ address }: Connection): boolean {
    return this.#nodes.size > 0 && (this.#nodes.get(address)?.paused ?? false);
  }

  /** How much longer than usual a message takes, in microseconds. */
  delayOf({ process, address }: Connection): number {
    const ofNode = this.#nodes.size > 0 ? (this.#nodes.get(address)?.slowUs ?? 0) : 0;
    return this.linkOf(process).slowUs + ofNode;
  }

  /** Cuts existing connections and refuses new ones. */
  refuse(process: SimProcess, refusing: boolean): void {
    this.#change(process, { refusing });
    if (!refusing) return;
    for (const connection of this.connectionsOf(process)) connection.reset();
  }

  /** Adds to the delay of each message. */
  slow(process: SimProcess, slowUs: number): void {
    this.#change(process, { slowUs });
  }

  /** Existing connections become half-open: bytes vanish and nobody is told; or TCP gives up and they are reset. */
  stall(process: SimProcess, stalled: boolean): void {
    for (const connection of this.connectionsOf(process)) {
      if (stalled) connection.stall();
      else if (connection.isStalled) connection.reset();
    }
  }

  /** Ends all that lasts on the process. */
  heal(process: SimProcess): void {
    this.stall(process, false);
    for (const name of this.#cuts.keys())
      if (name.startsWith(`${process.name} `)) this.#cuts.delete(name);
    this.partition(process, false);
    this.#links.delete(process);
  }

  connectionsOf(process: SimProcess): readonly Connection[] {
    return [...this.#connections].filter((connection) => connection.process === process);
  }

  #addressOf(host: string): string {
    const address = this.resolve(host);
    if (address === undefined) throw new Error(`Network: no host "${host}" was ever opened`);
    return address;
  }

  #changeNode(host: string, change: Partial<NodeLink>): void {
    const address = this.#addressOf(host);
    const { paused, slowUs } = { ...(this.#nodes.get(address) ?? atWork), ...change };
    if (paused || slowUs > 0) this.#nodes.set(address, { paused, slowUs });
    else this.#nodes.delete(address);
  }

  #change(process: SimProcess, change: Partial<ProcessLink>): void {
    this.#links.set(process, { ...this.linkOf(process), ...change });
  }
}

const cutName = (process: SimProcess, address: string): string => `${process.name} ${address}`;

/** Nodes have 10.0.0.1 and so on; processes are in 10.0.1.0, so that the many nodes of a large cluster go on elsewhere. */
function addressNumber(number: number): string {
  return number < 256 ? `10.0.0.${number}` : `10.1.${number >> 8}.${number & 255}`;
}
