import type { PeerLink, PeerListener, PeerPurpose } from "./redis/peers.ts";
import type { Random } from "./random.ts";
import type { RedisNode } from "./redis/node.ts";
import type { FarLinks } from "./farEnd.ts";
import { watchedLink, watchedListener } from "./watchedLink.ts";

/** A server as its links know it. */
export type LinkedServer = {
  readonly host: string;
  readonly address: string;
  readonly isUp: boolean;
  readonly isPaused: boolean;
  /** What everything to and from it takes longer, in microseconds. */
  readonly slowUs: number;
  /** Runs something at the node, and does what follows from it. Nothing happens while it is down. */
  act(run: (node: RedisNode) => void): void;
  /** The same for a message of another node, as most of what happens at the nodes of a cluster is. */
  hear(listener: PeerListener<unknown> | null, message: unknown): void;
};

/** What decides when something arrives: shared by all links from one server to another. */
export type Pace = { readonly random: Random; readonly lane: number };

/** What a link needs of the network that it is part of. */
export type LinkNetwork = {
  paceOf(sender: LinkedServer, receiver: LinkedServer): Pace;
  /** Lets something arrive at one end: later, and not before an instant, which is returned. */
  send(
    link: NodeLink,
    receiver: LinkedServer,
    pace: Pace,
    notBeforeUs: number,
    arrive: () => void,
  ): number;
  isCut(sender: LinkedServer, receiver: LinkedServer): boolean;
  /** Whether the link that has just arrived is broken at once. */
  refuses(link: NodeLink): boolean;
  forget(link: NodeLink): void;
  journal(sender: LinkedServer, receiver: LinkedServer, what: string): void;
  /** Whoever takes real servers through the same; null where there are none. */
  readonly farLinks: FarLinks | null;
};

/** What is on its way besides messages. */
const open = Symbol("open");
const opened = Symbol("opened");
const closed = Symbol("closed");

/** One direction: what is on its way, in order. */
type Way = {
  readonly pace: Pace;
  readonly items: unknown[];
  /** The first of them arrives. */
  readonly arrive: () => void;
  dueUs: number;
  held: number;
};

type End = {
  readonly server: LinkedServer;
  listener: PeerListener<unknown> | null;
  /** The node itself has closed this end, or has heard that it is closed. */
  isClosed: boolean;
};

/** A connection from one node to another, at the grain of messages. */
export class NodeLink {
  readonly purpose: PeerPurpose;
  /** What the node that connected holds of it. */
  readonly near: PeerLink<unknown>;
  readonly #network: LinkNetwork;
  readonly #from: End;
  readonly #to: End;
  readonly #there: Way;
  readonly #back: Way;

  constructor(
    network: LinkNetwork,
    purpose: PeerPurpose,
    from: LinkedServer,
    to: LinkedServer,
    listener: PeerListener<unknown>,
  ) {
    this.#network = network;
    this.purpose = purpose;
    this.#from = { server: from, listener, isClosed: false };
    this.#to = { server: to, listener: null, isClosed: false };
    this.#there = this.#wayFrom(this.#from, this.#to);
    this.#back = this.#wayFrom(this.#to, this.#from);
    this.near = this.#endOf(this.#from, this.#to, this.#there);
    this.#watch(this.#from);
    this.#send(this.#to, this.#there, open);
  }

  get from(): LinkedServer {
    return this.#from.server;
  }

  get to(): LinkedServer {
    return this.#to.server;
  }

  /** Breaks the link. What was on its way is lost; whoever lives hears that it is closed. */
  break(): void {
    this.#there.items.length = this.#back.items.length = 0;
    for (const [end, other, way] of [
      [this.#to, this.#from, this.#back],
      [this.#from, this.#to, this.#there],
    ] as const) {
      if (!end.server.isUp) end.isClosed = true;
      this.#send(other, way, closed);
    }
    this.#forgetWhenClosed();
  }

  /** Lets arrive what was held, if nothing holds it any more. */
  resume(): void {
    this.#resume(this.#to, this.#there);
    this.#resume(this.#from, this.#back);
  }

  #wayFrom(sender: End, receiver: End): Way {
    const way: Way = {
      pace: this.#network.paceOf(sender.server, receiver.server),
      items: [],
      arrive: () => this.#arrive(sender, receiver, way),
      dueUs: 0,
      held: 0,
    };
    return way;
  }

  #endOf(own: End, other: End, way: Way): PeerLink<unknown> {
    return this.#watched(own, {
      remoteHost: other.server.address,
      send: (message) => {
        if (!own.isClosed) this.#send(other, way, message);
      },
      close: () => {
        if (own.isClosed) return;
        own.isClosed = true;
        this.#send(other, way, closed);
        this.#forgetWhenClosed();
      },
    });
  }

  #send(receiver: End, way: Way, item: unknown): void {
    way.items.push(item);
    way.dueUs = this.#network.send(this, receiver.server, way.pace, way.dueUs, way.arrive);
  }

  #resume(receiver: End, way: Way): void {
    for (; way.held > 0; way.held--)
      way.dueUs = this.#network.send(this, receiver.server, way.pace, way.dueUs, way.arrive);
  }

  #arrive(sender: End, receiver: End, way: Way): void {
    const { server } = receiver;
    if (server.isPaused || this.#network.isCut(sender.server, server)) {
      way.held++;
      return;
    }
    const { items } = way;
    // Mostly there is one, which is taken from the end more quickly.
    const item = items.length === 1 ? items.pop() : items.shift();
    // Nothing: it was lost when the link broke.
    if (item === undefined || receiver.isClosed) return;
    switch (item) {
      case open:
        return this.#accept();
      case opened:
        return server.act(() => receiver.listener?.opened());
      case closed:
        receiver.isClosed = true;
        server.act(() => receiver.listener?.closed());
        return this.#forgetWhenClosed();
      default:
        server.hear(receiver.listener, item);
    }
  }

  #accept(): void {
    const { server } = this.#to;
    if (!server.isUp || this.#network.refuses(this)) {
      this.#to.isClosed = true;
      this.#send(this.#from, this.#back, closed);
      return;
    }
    this.#network.journal(this.#from.server, server, "connects");
    server.act((node) => {
      this.#to.listener = node.accept(this.purpose, this.#endOf(this.#to, this.#from, this.#back));
      this.#watch(this.#to);
    });
    this.#send(this.#from, this.#back, opened);
  }

  #watched(own: End, end: PeerLink<unknown>): PeerLink<unknown> {
    const { farLinks } = this.#network;
    return farLinks === null ? end : watchedLink(farLinks, this, own.server, end);
  }

  #watch(end: End): void {
    const { farLinks } = this.#network;
    if (farLinks === null || end.listener === null) return;
    if (end === this.#to) farLinks.accepted(this);
    end.listener = watchedListener(farLinks, this, end.server, end.listener);
  }

  #forgetWhenClosed(): void {
    if (this.#from.isClosed && this.#to.isClosed) this.#network.forget(this);
  }
}
