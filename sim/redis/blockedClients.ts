import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { ErrorReply } from "./errors.ts";
import { Deadlines } from "./keyspace/deadlines.ts";
import type { Database } from "./keyspace/database.ts";
import type { Value } from "./keyspace/value.ts";
import type { Ledger } from "./ledger.ts";
import { logAsSlow } from "./logAsSlow.ts";
import { nullArray } from "./reply.ts";
import type { Reply } from "./reply.ts";

/** What a client waits for. */
export type Wait = {
  /** A key that holds anything else leaves the client waiting. */
  readonly kind: "list" | "zset" | "stream";
  readonly keys: readonly Bytes[];
  /** In milliseconds by the node's clock; null for ever. */
  readonly untilMs: number | null;
  /** The reply, now that the key holds something of the kind; undefined when there is nothing for this client in it. */
  readonly serve: (key: Bytes) => Reply | undefined;
  /** The reply when the time is over; the null array where nothing is said. */
  readonly timeoutReply?: Reply;
  /** The same where it is only known then. */
  readonly onTimeout?: () => Reply;
  /** A member of a consumer group has nothing left to wait for when the stream is gone. */
  readonly endsWithStream?: (key: Bytes) => Reply;
};

/** The time is over. */
const timeoutReply: Reply = nullArray;

type Waiting = { readonly client: ClientConnection; readonly db: Database; readonly wait: Wait };

/**
 * The clients that wait for keys, as blocked.c of Redis 7.0 keeps them: a queue per key, in the order in which they
 * came, and a list of keys that became ready, which is worked off after the command, transaction or script that made
 * them so.
 */
export class BlockedClients {
  readonly #ledger: Ledger;
  readonly #databases: readonly Database[];
  /** By the id of the client. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #queues: readonly Map<Bytes, Set<Waiting>>[];
  readonly #countOf = { list: 0, zset: 0, stream: 0 };
  /** Keys by database and name, each once. */
  readonly #ready = new Map<string, { readonly db: Database; readonly key: Bytes }>();
  readonly #deadlines = new Deadlines();
  /** Clients whose wait is over and whose later requests have not been looked at yet. */
  readonly #released = new Set<ClientConnection>();

  constructor(ledger: Ledger, databases: readonly Database[]) {
    this.#ledger = ledger;
    this.#databases = databases;
    this.#queues = databases.map(() => new Map<Bytes, Set<Waiting>>());
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Those who do not wait for ever. */
  get timedSize(): number {
    return this.#deadlines.size;
  }

  /** Keys that somebody waits for. */
  get keys(): number {
    return this.#queues.reduce((sum, queues) => sum + queues.size, 0);
  }

  has(client: ClientConnection): boolean {
    return this.#waiting.has(client.id);
  }

  add(client: ClientConnection, db: Database, wait: Wait): void {
    const waiting: Waiting = { client, db, wait };
    this.#waiting.set(client.id, waiting);
    this.#countOf[wait.kind]++;
    const queues = this.#queues[db.index]!;
    for (const key of wait.keys) {
      const queue = queues.get(key);
      if (queue === undefined) queues.set(key, new Set([waiting]));
      else queue.add(waiting);
    }
    if (wait.untilMs !== null) this.#deadlines.set(deadlineName(client), wait.untilMs);
    this.#ledger.onKeyReady = this.#onKeyReady;
  }

  /** The client has a request to be heard, in its turn after those whose waits ended before. */
  hearNext(client: ClientConnection): void {
    this.#released.add(client);
  }

  /** Ends the wait with this reply, which may count as a failure of the command that waited. */
  release(client: ClientConnection, reply: Reply): void {
    const { statistics, registry } = client.node;
    const command = registry.get(client.lastCommand);
    if (command !== undefined && reply !== null && typeof reply === "object" && "error" in reply)
      statistics.failed(command, reply, statistics.errors);
    this.#released.add(client);
    this.forget(client);
    client.endWait(reply);
  }

  /** CLIENT UNBLOCK: as if the time were over. */
  timeOut(client: ClientConnection): void {
    const wait = this.#waiting.get(client.id)?.wait;
    this.release(client, wait?.onTimeout?.() ?? wait?.timeoutReply ?? timeoutReply);
  }

  /** The node is not any more what the clients waited at: all are told so and disconnected, in the order of their ids. */
  releaseAll(reply: Reply): void {
    const clients = [...this.#waiting.values()].map(({ client }) => client);
    for (const client of clients.sort((a, b) => a.id - b.id)) {
      this.release(client, reply);
      client.kill();
    }
  }

  /** Drops a client that is gone. */
  forget(client: ClientConnection): void {
    const waiting = this.#waiting.get(client.id);
    if (waiting === undefined) return;
    const { db, wait } = waiting;
    this.#waiting.delete(client.id);
    this.#countOf[wait.kind]--;
    const queues = this.#queues[db.index]!;
    for (const key of wait.keys) {
      const queue = queues.get(key);
      if (queue?.delete(waiting) && queue.size === 0) queues.delete(key);
    }
    this.#deadlines.delete(deadlineName(client));
    if (this.#waiting.size === 0) this.#ledger.onKeyReady = null;
  }

  /** Ends the wait of those of whom it is said what is wrong with their first key. Who waits for no key is not asked for. */
  releaseThose(errorOf: (client: ClientConnection, key: Bytes) => ErrorReply | null): void {
    for (const { client, wait } of this.#waiting.values()) {
      const error = wait.keys.length === 0 ? null : errorOf(client, wait.keys[0]!);
      if (error !== null) this.release(client, error);
    }
  }

  /** The first instant, in milliseconds, at which `timeOutDue` has something to do. */
  nextTimeoutMs(): number | null {
    const next = this.#deadlines.next();
    return next === undefined ? null : next.at + 1;
  }

  /** Clients wait through the whole of their last millisecond, as in Redis. */
  timeOutDue(): void {
    for (let due = this.#deadlines.next(); due !== undefined; due = this.#deadlines.next()) {
      if (this.#ledger.nowMs <= due.at) return;
      this.timeOut(this.#waiting.get(Number(due.key))!.client);
    }
  }

  /** Serves whoever waits for keys that became ready; what that makes ready in turn comes after the rest. */
  serveReady(): void {
    if (this.#ready.size === 0) return; // As mostly, after every single command.
    for (const [name, { db, key }] of this.#ready) {
      this.#ready.delete(name); // First, so that serving can make it ready again.
      this.#serve(db, key);
    }
  }

  /** The client to be heard next, of those that were released and have sent more meanwhile. */
  nextReleased(): ClientConnection | undefined {
    if (this.#released.size === 0) return undefined;
    for (const client of this.#released) {
      if (client.hasRequest && !client.isBlocked) return client;
      this.#released.delete(client);
    }
    return undefined;
  }

  readonly #onKeyReady = (index: number, key: Bytes, kind: Value["kind"]): void => {
    if (kind !== "list" && kind !== "zset" && kind !== "stream") return;
    if (this.#countOf[kind] === 0 || !this.#queues[index]!.has(key)) return;
    this.#ready.set(`${index} ${key}`, { db: this.#databases[index]!, key });
  };

  /** Lets a client have what is there now; false when it goes on waiting. */
  #offer(client: ClientConnection, db: Database, wait: Wait, key: Bytes): boolean {
    const { node } = client;
    const served = node.request;
    node.request = client.request;
    const offsetBefore = node.replication.masterOffset;
    const reply = node.propagation.serve(db.index, () => wait.serve(key));
    node.request = served;
    if (node.profile.behaviour.waitIsForOwnWrites) node.replication.ranFor(client, offsetBefore);
    if (reply === undefined) return false;
    this.release(client, reply);
    const command = node.registry.get(client.lastCommand);
    if (node.settings.slowlogLogSlowerThan === 0 && command !== undefined)
      logAsSlow({ node, client, command, argv: client.request, origin: "client" }, 0);
    return true;
  }

  #serve(db: Database, key: Bytes): void {
    const kind = db.get(key)?.kind;
    const queue = [...(this.#queues[db.index]!.get(key) ?? [])];
    for (const { client, wait } of queue) {
      if (wait.kind !== kind) continue;
      const isServed = client.node.tracking.whileServed(client, () =>
        this.#offer(client, db, wait, key),
      );
      // The last item is gone; those behind go on waiting. A stream has its entries for each.
      if (!isServed && kind !== "stream") break;
    }
    if (kind === "stream") return;
    for (const { client, wait } of queue)
      if (wait.endsWithStream !== undefined) this.release(client, wait.endsWithStream(key));
  }
}

/** Equal deadlines end in the order of the clients' ids. */
function deadlineName(client: ClientConnection): Bytes {
  return String(client.id).padStart(16, "0");
}
