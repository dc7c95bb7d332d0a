import type { Network, Request, ServerConnection } from "./network.ts";
import type { Random } from "../random.ts";
import type { SimProcess } from "./simProcess.ts";

/** The client's end of a connection: a socket in a process. */
export type ClientEnd = {
  readonly process: SimProcess;
  readonly life: number;
  connected(): void;
  refused(): void;
  received(bytes: Buffer): void;
  /** The node has closed in good order. */
  ended(): void;
  /** The connection broke. */
  broken(): void;
};

type Upward =
  | { readonly kind: "open" }
  | { readonly kind: "request"; readonly request: Request; readonly op: number | null }
  | { readonly kind: "close" };

type Downward =
  | { readonly kind: "connected" | "refused" | "ended" | "broken" }
  | { readonly kind: "bytes"; readonly bytes: string };

/**
 * A TCP connection between a process and a node, at the grain of requests: each complete request travels on its own,
 * takes its time and keeps its place, and so does each reply. An incomplete request never arrives.
 */
export class Connection {
  readonly process: SimProcess;
  readonly remote: string;
  readonly #network: Network;
  readonly #client: ClientEnd;
  /** The node's, in numbers. */
  readonly address: string;
  readonly #port: number;
  readonly #random: Random;
  readonly #upLane: number;
  readonly #downLane: number;
  readonly #up: Upward[] = [];
  readonly #down: Downward[] = [];
  #upDueUs = 0;
  #downDueUs = 0;
  #heldUp = 0;
  #heldDown = 0;
  #server: ServerConnection | null = null;
  #early: string[] = [];
  /** While a request executes: what the node says to it. */
  #reply: string | null = null;
  #stalled = false;
  /** The client's end is gone: nothing may reach it any more. */
  #clientGone = false;
  /** The node's end is gone: nothing may reach it any more. */
  #serverGone = false;

  /** Use `Network.connect`. */
  constructor(
    network: Network,
    client: ClientEnd,
    address: string,
    port: number,
    localPort: number,
  ) {
    this.#network = network;
    this.#client = client;
    this.process = client.process;
    this.address = address;
    this.#port = port;
    this.remote = `10.0.1.${client.process.lane + 1}:${localPort}`;
    this.#random = network.world.random.fork(`connection ${client.process.name} ${localPort}`);
    this.#upLane = network.world.lane();
    this.#downLane = network.world.lane();
    this.#sendUp({ kind: "open" });
  }

  get isStalled(): boolean {
    return this.#stalled;
  }

  /** Whether the client still has it, as far as the client knows. */
  get isOpen(): boolean {
    return !this.#clientGone;
  }

  /**
   * Takes what the client wrote. A batch is what was gathered before it was written: when it holds several requests,
   * nobody knows which operation each of them is of, for only the first one had the batch written.
   */
  write(bytes: string, op: number | null, isBatch = false): void {
    if (this.#clientGone) return;
    if (this.#server === null) {
      // The socket holds writes back until it is connected, so this cannot happen before the node has accepted.
      this.#early.push(bytes);
      return;
    }
    const requests = this.#server.split(bytes);
    const known = isBatch && requests.length > 1 ? null : op;
    for (const request of requests) this.#sendUp({ kind: "request", request, op: known });
  }

  /** The client closes or dies. What it had sent still arrives; nothing arrives at it any more. */
  closeByClient(): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.#sendUp({ kind: "close" });
  }

  /** The client has finished writing; it still reads. */
  finishByClient(): void {
    if (!this.#clientGone) this.#sendUp({ kind: "close" });
  }

  /** Both ends break, now. */
  reset(): void {
    this.#stalled = false;
    this.#closeServer();
    this.#sendDown({ kind: "broken" });
  }

  /** From now on bytes vanish in both directions. */
  stall(): void {
    this.#stalled = true;
  }

  /** A partition has healed: what was held arrives, in order. */
  deliverHeld(): void {
    const { world } = this.#network;
    for (; this.#heldUp > 0; this.#heldUp--) {
      world.after(this.#latencyUs(), this.#upLane, this.#arriveUp);
    }
    for (; this.#heldDown > 0; this.#heldDown--) {
      world.after(this.#latencyUs(), this.#downLane, this.#arriveDown);
    }
  }

  #sendUp(item: Upward): void {
    this.#up.push(item);
    this.#upDueUs = Math.max(this.#upDueUs, this.#network.world.nowUs + this.#latencyUs());
    this.#network.world.at(this.#upDueUs, this.#upLane, this.#arriveUp);
  }

  #sendDown(item: Downward): void {
    this.#down.push(item);
    this.#downDueUs = Math.max(this.#downDueUs, this.#network.world.nowUs + this.#latencyUs());
    this.#network.world.at(this.#downDueUs, this.#downLane, this.#arriveDown);
  }

  #latencyUs(): number {
    const { min, max } = this.#network.latencyUs;
    return this.#random.between(min, max) + this.#network.delayOf(this);
  }

  /** The next item reaches the node, whichever event carried it: order within a direction is TCP's. */
  readonly #arriveUp = (): void => {
    const isOpening = this.#up[0]?.kind === "open";
    if (this.#network.isCut(this, "requests") || (this.#network.isPaused(this) && !isOpening)) {
      this.#heldUp++;
      return;
    }
    const item = this.#up.shift();
    if (item === undefined || this.#serverGone) return;
    if (this.#stalled && item.kind !== "close") return;
    switch (item.kind) {
      case "open":
        return this.#accept();
      case "request":
        return this.#execute(item.request, item.op);
      case "close":
        this.#closeServer();
        this.#sendDown({ kind: "ended" });
    }
  };

  #accept(): void {
    const listener = this.#network.listenerAt(this.address, this.#port);
    if (listener === undefined || this.#network.linkOf(this.process).refusing) {
      this.#serverGone = true;
      this.#sendDown({ kind: "refused" });
      return;
    }
    this.#server = listener.accept({
      process: this.process,
      life: this.#client.life,
      remote: this.remote,
      send: (bytes) => this.#say(bytes),
      close: () => {
        this.#closeServer();
        this.#flushReply();
        this.#sendDown({ kind: "ended" });
      },
      reset: () => this.reset(),
    });
    this.#journal("connects to", listener.node);
    this.#sendDown({ kind: "connected" });
    for (const bytes of this.#early.splice(0)) this.write(bytes, null);
  }

  #execute(request: Request, op: number | null): void {
    const node = `${this.address}:${this.#port}`;
    const verdict = this.#network.judge({
      from: this.process,
      to: node,
      name: request.name,
      parts: request.parts,
    });
    if (verdict.type === "cutRequest") {
      this.#journal("loses its connection before", request.name);
      this.reset();
      return;
    }
    const { world } = this.#network;
    world.journal.writeList(world.nowUs, this.process.name, ">", request.parts);
    world.accounting?.command(this.process, request.name);
    this.#reply = "";
    this.#server?.execute(request, op);
    const reply = this.#reply;
    this.#reply = null;
    switch (verdict.type) {
      case "loseReply":
        this.#journal("never gets", reply);
        this.reset();
        return;
      case "cutReply":
        if (reply.length > 1) this.#say(reply.slice(0, Math.ceil(reply.length / 2)));
        this.reset();
        return;
      case "passThen":
        verdict.act();
        break;
      case "pass":
    }
    if (reply !== "") this.#say(reply);
  }

  /** The node says something: at once, or as part of the reply to the request that executes. */
  #say(bytes: string): void {
    if (this.#reply !== null) this.#reply += bytes;
    else if (!this.#clientGone) this.#sendDown({ kind: "bytes", bytes });
  }

  #flushReply(): void {
    const reply = this.#reply;
    if (reply === null || reply === "") return;
    this.#reply = null;
    this.#say(reply);
    this.#reply = "";
  }

  #closeServer(): void {
    if (this.#serverGone) return;
    this.#serverGone = true;
    this.#server?.closed();
  }

  readonly #arriveDown = (): void => {
    if (this.#network.isCut(this, "replies")) {
      this.#heldDown++;
      return;
    }
    this.process.whenAwake(this.#client.life, () => {
      const item = this.#down.shift();
      if (item === undefined || this.#clientGone || this.#stalled) return;
      switch (item.kind) {
        case "connected":
          return this.#client.connected();
        case "bytes":
          this.#journal("<", item.bytes);
          return this.#client.received(Buffer.from(item.bytes, "latin1"));
        case "ended":
          return this.#end(() => this.#client.ended());
        case "refused":
          return this.#end(() => this.#client.refused());
        case "broken":
          return this.#end(() => this.#client.broken());
      }
    });
  };

  #end(tell: () => void): void {
    this.#clientGone = true;
    this.#network.forget(this);
    this.#journal("is disconnected");
    tell();
  }

  #journal(...what: readonly string[]): void {
    const { world } = this.#network;
    world.journal.write(world.nowUs, this.process.name, ...what);
  }
}
