import type { Random } from "../random.ts";
import type { Wait } from "./blockedClients.ts";
import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Command } from "./command.ts";
import { runFromScript } from "./dispatch.ts";
import { outOfMemory, unsupported } from "./errors.ts";
import type { ErrorReply } from "./errors.ts";
import type { Database } from "./keyspace/database.ts";
import type { RedisNode } from "./node.ts";
import type { Millis } from "./numbers/expiryMs.ts";
import { deletion } from "./propagation/deletion.ts";
import type { DeletionCause } from "./propagation/deletion.ts";
import { noReply, nullArray } from "./reply.ts";
import type { Reply } from "./reply.ts";
import type { Behaviour } from "./versions/behaviour.ts";

/** How a script wants the commands that it calls to run. */
export type ScriptRules = {
  /** EVAL_RO and scripts with the no-writes flag. */
  readonly readOnly: boolean;
  /** As redis.setresp chose; 2 unless it was called. */
  readonly protocol: 2 | 3;
  /** Whether its first write must not take more memory. Redis lets it go on when it has begun to write. */
  readonly refusesGrowth: boolean;
  /** Whether its keys may be in several slots of a cluster, as long as all are served here. */
  readonly mayCrossSlots: boolean;
};

/** What ran the command. Only a client that calls it by itself may be blocked. */
export type Origin = "client" | "transaction" | "script";

/** Everything one run of one command may use. */
export class Context {
  readonly node: RedisNode;
  readonly client: ClientConnection;
  readonly command: Command;
  /** The whole request, the name included, as Redis counts it: argv[1] is the first argument. */
  readonly argv: readonly Bytes[];
  /** The database that the client had selected when the command began. */
  readonly db: Database;
  readonly origin: Origin;
  #scriptClient: ClientConnection | null = null;
  #scriptHasWritten = false;

  constructor(
    node: RedisNode,
    client: ClientConnection,
    command: Command,
    argv: readonly Bytes[],
    origin: Origin = "client",
  ) {
    this.node = node;
    this.client = client;
    this.command = command;
    this.argv = argv;
    this.origin = origin;
    this.db = node.databases[client.database]!;
    node.ledger.lookup = command.lookup;
  }

  /** One argument that the arity check has promised. */
  arg(index: number): Bytes {
    return this.argv[index]!;
  }

  /** The arguments without the name. */
  get args(): readonly Bytes[] {
    return this.argv.slice(1);
  }

  get protocol(): 2 | 3 {
    return this.client.protocol;
  }

  /** The node's wall clock; it stands still while a command, a transaction or a script runs. */
  get nowMs(): number {
    return this.node.ledger.nowMs;
  }

  get nowUs(): number {
    return this.node.ledger.nowUs;
  }

  /** Whether what expires then is deleted now instead: not by a replica, which waits for its master's word (`checkAlreadyExpired`). */
  isPast(atMs: Millis): boolean {
    const { ledger } = this.node;
    return atMs <= ledger.nowMs && !ledger.followsMaster;
  }

  /** Where servers behave differently, and which way this one goes. */
  get behaviour(): Behaviour {
    return this.node.profile.behaviour;
  }

  get random(): Random {
    return this.node.random;
  }

  /** Counts elements that the command visited. Looking up a key counts by itself. */
  touch(elements: number): void {
    this.node.ledger.touched += elements;
  }

  /**
   * Leaves the client waiting for keys.
   *
   * @param refusal what it is told at once where nobody may wait: in MULTI, in scripts, and without a connection.
   */
  wait(wait: Wait, refusal: Reply = nullArray): Reply {
    if (this.origin !== "client" || !this.node.clients.has(this.client.id)) return refusal;
    this.node.blocked.add(this.client, this.db, wait);
    return noReply;
  }

  /** Whether somebody follows what happens to the data; only then it matters what the command is told as. */
  get isFollowed(): boolean {
    return this.node.propagation.isFollowed;
  }

  /** If it changes anything, the command is told to replicas as this one. */
  tellAs(argv: readonly Bytes[]): void {
    this.node.propagation.rewrite(argv);
  }

  /** The command is told to replicas as the deletion of a key. */
  tellAsDeletion(cause: DeletionCause, key: Bytes): void {
    if (this.isFollowed) this.tellAs([deletion(this.node.config, cause), key]);
  }

  /** Replicas are told this, too, before what the command is told as. */
  alsoTell(argv: readonly Bytes[]): void {
    this.node.propagation.add(this.db.index, argv);
  }

  /** Refuses what Redis can do and the model cannot, and remembers it: such a run proves nothing. */
  unsupported(what: string): ErrorReply {
    this.node.unsupported.push(what);
    return unsupported(what);
  }

  /**
   * What redis.call and redis.pcall do: the reply, or the error as a value. All calls of one script share one session, so
   * that SELECT in a script holds until its end and no longer.
   */
  callFromScript(argv: readonly Bytes[], rules: ScriptRules): Reply {
    if (this.#scriptClient === null) {
      this.#scriptClient = this.node.scriptClient;
      this.#scriptClient.database = this.client.database;
    }
    this.#scriptClient.protocol = rules.protocol;
    this.#scriptClient.user = this.client.user;
    this.node.tracking.script = this;
    const refusesGrowth = rules.refusesGrowth && !this.#scriptHasWritten;
    const reply = runFromScript(
      this.node,
      this.#scriptClient,
      argv,
      rules.readOnly,
      refusesGrowth,
      this.client,
      rules.mayCrossSlots,
    );
    if (refusesGrowth && reply !== outOfMemory)
      this.#scriptHasWritten = this.node.registry.find(argv)?.flags.includes("write") ?? false;
    return reply;
  }
}
