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
  readonly remote: string;
  send(bytes: string): void;
  /** Closes after everything that was sent before. */
  close(): void;
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
  readonly #connections = new Set<Connection>();
  #lastPort = 40_000;

  constructor(world: World) {
    this.world = world;
  }

  /** Opens a port. The host may be a name; it gets an address of its own. */
  listen(host: string, port: number, listener: Listener): void {
    let address = this.#addresses.get(host);
    if (address === undefined) {
      address = /^[\d.]+$/.test(host) ? host : `10.0.0.${this.#addresses.size + 1}`;
      this.#addresses.set(host, address);
      this.#addresses.set(address, address);
    }
    this.#listeners.set(`${address}:${port}`, listener);
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
    this.partition(process, false);
    this.#links.delete(process);
  }

  connectionsOf(process: SimProcess): readonly Connection[] {
    return [...this.#connections].filter((connection) => connection.process === process);
  }

  #change(process: SimProcess, change: Partial<ProcessLink>): void {
    this.#links.set(process, { ...this.linkOf(process), ...change });
  }
}
