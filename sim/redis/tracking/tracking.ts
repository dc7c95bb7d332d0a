import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { findKeys } from "../findKeys.ts";
import type { RedisNode } from "../node.ts";
import { sendInvalidation } from "./sendInvalidation.ts";
import type { TrackingOptions } from "./trackingState.ts";

/** The keys with one prefix that changed since the last broadcast, by whom, and who wants to hear of them. */
type Prefix = {
  readonly changed: Map<Bytes, ClientConnection | null>;
  readonly clients: Set<ClientConnection>;
};

/**
 * Client-side caching, as tracking.c of Redis 7.0 does it: which clients may have which keys, and who is told that a key
 * changed. Databases make no difference: a key of the same name in another one is the same key.
 */
export class Tracking {
  /** Clients that track. */
  count = 0;
  /** Whose request is being executed, its later consequences included; what it is told comes after its reply. */
  current: ClientConnection | null = null;
  /** Who changes keys now: the current client, the session of a script, or a client that was served. */
  writer: ClientConnection | null = null;
  /** The script that is running. */
  script: Context | null = null;
  readonly #node: RedisNode;
  readonly #random: Random;
  /** Who has read a key since it was last told of. Clients that are gone stay until then. */
  readonly #readers = new Map<Bytes, Set<number>>();
  readonly #prefixes = new Map<Bytes, Prefix>();
  /** What the current client is told after its reply; null is all keys. */
  #pending: (Bytes | null)[] = [];
  #timesOverLimit = 0;

  constructor(node: RedisNode, random: Random) {
    this.#node = node;
    this.#random = random;
  }

  get keyCount(): number {
    return this.#readers.size;
  }

  get itemCount(): number {
    let items = 0;
    for (const ids of this.#readers.values()) items += ids.size;
    return items;
  }

  get prefixCount(): number {
    return this.#prefixes.size;
  }

  enable(client: ClientConnection, options: TrackingOptions, prefixes: readonly Bytes[]): void {
    if (client.tracking === null) this.count++;
    const caching = client.tracking?.caching ?? false;
    const known = client.tracking?.prefixes ?? new Set<Bytes>();
    client.tracking = { ...options, isBroken: false, caching, prefixes: known };
    if (options.broadcasts)
      for (const prefix of prefixes.length === 0 ? [""] : prefixes) this.#subscribe(client, prefix);
    this.#node.ledger.onKeyModified = this.#onKeyModified;
  }

  #subscribe(client: ClientConnection, prefix: Bytes): void {
    const known = this.#prefixes.get(prefix);
    if (known === undefined)
      this.#prefixes.set(prefix, { changed: new Map(), clients: new Set([client]) });
    else known.clients.add(client);
    client.tracking!.prefixes.add(prefix);
  }

  disable(client: ClientConnection): void {
    if (client.tracking === null) return;
    this.count--;
    for (const name of client.tracking.prefixes) {
      const prefix = this.#prefixes.get(name);
      prefix?.clients.delete(client);
      if (prefix?.clients.size === 0) this.#prefixes.delete(name);
    }
    client.tracking = null;
  }

  /** A client read the keys of a request; it may keep what it read. */
  remember(client: ClientConnection, command: Command, argv: readonly Bytes[]): void {
    const { tracking } = client;
    if (tracking === null || tracking.broadcasts) return;
    if (tracking.optIn && !tracking.caching) return;
    if (tracking.optOut && tracking.caching) return;
    if (command.flags.includes("pubsub")) return;
    for (const { position } of findKeys(command.facts, argv)) {
      const key = argv[position]!;
      const ids = this.#readers.get(key);
      if (ids === undefined) this.#readers.set(key, new Set([client.id]));
      else ids.add(client.id);
    }
  }

  readonly #onKeyModified = (key: Bytes, byServer: boolean): void => {
    for (const [prefix, { changed }] of this.#prefixes)
      if (key.startsWith(prefix)) changed.set(key, byServer ? null : this.writer);
    this.#invalidate(key);
  };

  #invalidate(key: Bytes): void {
    const ids = this.#readers.get(key);
    if (ids === undefined) return;
    this.#readers.delete(key);
    for (const id of [...ids].sort(inMemoryOrder)) {
      const client = this.#node.clients.get(id);
      if (client === undefined || client.tracking === null || client.tracking.broadcasts) continue;
      if (client !== this.current) sendInvalidation(client, [key]);
      else if (!client.tracking.noLoop) this.#pending.push(key);
    }
  }

  /** FLUSHALL or FLUSHDB: all clients forget all keys. */
  flushed(): void {
    if (this.count > 0)
      for (const client of this.#node.clients.values()) {
        if (client.tracking === null) continue;
        if (client === this.current) this.#pending.push(null);
        else sendInvalidation(client, null);
      }
    this.#readers.clear();
  }

  /** Whether there are keys to forget that no command has to come for. */
  get isOverLimit(): boolean {
    const keysMax = this.#readers.size === 0 ? 0 : this.#keysMax;
    return keysMax !== 0 && this.#readers.size > keysMax;
  }

  /** 0 for no limit. */
  get #keysMax(): number {
    return Number(this.#node.config.get("tracking-table-max-keys"));
  }

  /** Before each command and ten times a second: forgets keys by chance while there are more than `tracking-table-max-keys`. */
  limitKeys(): void {
    if (this.#readers.size === 0) return;
    const keysMax = this.#keysMax;
    if (keysMax === 0) return;
    let effort = 100 * (this.#timesOverLimit + 1);
    while (this.#readers.size > keysMax) {
      if (effort-- === 0) {
        this.#timesOverLimit++;
        return;
      }
      this.#invalidate(this.#random.pick([...this.#readers.keys()]));
    }
    this.#timesOverLimit = 0;
  }

  /** What is forgotten before the command runs is told at once, even to who sent it. */
  beforeCommand<T>(act: () => T): T {
    const { current } = this;
    this.current = null;
    const result = act();
    this.current = current;
    return result;
  }

  /** A client that waited is told after its reply, too, of what its own command changes when it is served. */
  whileServed<T>(client: ClientConnection, serve: () => T): T {
    if (this.count === 0) return serve();
    const { current } = this;
    const pending = this.#pending;
    this.#pending = [];
    this.current = this.writer = client;
    const result = serve();
    this.tellCurrent();
    this.current = current;
    this.#pending = pending;
    return result;
  }

  /** After the reply: tells the current client of what changed meanwhile. */
  tellCurrent(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    const { current } = this;
    if (current === null) return;
    this.current = null; // Whose command is over.
    for (const key of pending) sendInvalidation(current, key === null ? null : [key]);
    this.current = current;
  }

  /** At the end of a turn of the server's loop: one message for each prefix and client. */
  broadcast(): void {
    if (this.#prefixes.size === 0) return;
    for (const [, { changed, clients }] of sorted(this.#prefixes)) {
      if (changed.size === 0) continue;
      const keys = sorted(changed);
      changed.clear();
      for (const client of clients) {
        const others = client.tracking?.noLoop
          ? keys.filter(([, writer]) => writer !== client)
          : keys;
        if (others.length > 0)
          sendInvalidation(
            client,
            others.map(([key]) => key),
          );
      }
    }
  }
}

/** By the bytes of their names. */
function sorted<T>(map: ReadonlyMap<Bytes, T>): (readonly [Bytes, T])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Redis keeps ids in a radix tree by their bytes, the lowest first. */
function inMemoryOrder(one: number, other: number): number {
  let [a, b] = [one, other];
  while (a % 256 === b % 256 && a !== b) [a, b] = [Math.floor(a / 256), Math.floor(b / 256)];
  return (a % 256) - (b % 256);
}
