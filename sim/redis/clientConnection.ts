import type { User } from "./acl/user.ts";
import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import { dispatch } from "./dispatch.ts";
import type { Watch } from "./keyspace/database.ts";
import type { RedisNode } from "./node.ts";
import type { Replica } from "./replication/replica.ts";
import type { Reply } from "./reply.ts";
import { encodeReply } from "./resp/encodeReply.ts";
import type { TrackingState } from "./tracking/trackingState.ts";

/** The way back to a client. */
export type ClientTransport = {
  /** The client's address, as CLIENT LIST shows it. */
  readonly remote: string;
  send(bytes: Bytes): void;
  /** Asks to close after everything that was sent. */
  close(): void;
  /** Closes at once, without what was not sent yet. Where it is missing, `close` has to do. */
  cutOff?(): void;
  /** SHUTDOWN: ends the server. Where it is missing, there is nobody to end it. */
  endServer?(): void;
};

/** A transaction between MULTI and EXEC. `failed` once a command could not be queued. */
export type Transaction = {
  readonly queue: { readonly command: Command; readonly argv: readonly Bytes[] }[];
  failed: boolean;
  /** Whether it is refused while the memory is used up. */
  asksForMemory: boolean;
};

/** What a client watches since its last WATCH, and whether any of it changed. */
export type WatchedKeys = {
  readonly keys: Map<string, { readonly db: number; readonly key: Bytes; readonly watch: Watch }>;
  changed: boolean;
};

/** The server's side of one connection: the state that Redis keeps per client. */
export class ClientConnection {
  readonly id: number;
  readonly node: RedisNode;
  readonly transport: ClientTransport;
  connectedMs: number;
  database = 0;
  protocol: 2 | 3 = 2;
  name: Bytes = "";
  /** Whose rights the client has. Nobody was let in by that alone: `isAuthenticated` says so. */
  user: User;
  isAuthenticated: boolean;
  /** Null while the client caches nothing. */
  tracking: TrackingState | null = null;
  noEvict = false;
  noTouch = false;
  /** What CLIENT SETINFO was told of the client's library, and CLIENT CAPA of what the client can. */
  library: { readonly name: Bytes; readonly version: Bytes } = { name: "", version: "" };
  capabilities = "";
  /** READONLY was said: the client may read from a replica, as old as that may be. */
  isReadOnly = false;
  /** ASKING was said: the next command may be about a slot that is on its way to this node. */
  isAsking = false;
  /** In a cluster, the slot of the keys of the request that runs; -1 while it has none. */
  slot = -1;
  /** What it says is done wherever the keys belong: the node's master, and whoever drives the node. Redis' `mustObeyClient`. */
  isObeyed = false;
  /** Whether it is what a replica hears of its master. */
  isMaster = false;
  /** Set where another node connected, or a client that said REPLCONF. */
  replica: Replica | null = null;
  /** The end of the replication stream when its last command was done: what WAIT waits for. */
  writeOffset = 0;
  /** Whether CLIENT LIST counts 0 queued commands after a transaction. */
  hadTransaction = false;
  replyMode: "on" | "off" | "skip" | "skipNext" = "on";
  transaction: Transaction | null = null;
  watched: WatchedKeys | null = null;
  readonly channels = new Set<Bytes>();
  readonly patterns = new Set<Bytes>();
  readonly shardChannels = new Set<Bytes>();
  lastCommand = "NULL";
  lastCommandMs: number;
  /** What the client was last heard with; while it is blocked, what it waits with. */
  request: readonly Bytes[] = [];
  closing = false;
  /** What EXEC has answered so far: a message that comes to the client meanwhile stands among it. */
  results: Reply[] | null = null;
  /** What came while the client was blocked; it is heard when the wait is over. */
  readonly #later: (() => void)[] = [];
  /** What comes to the client while it is served, where that is sent behind the reply. */
  #pushed: Bytes | null = null;

  /** Use `RedisNode.connect`. */
  constructor(node: RedisNode, id: number, transport: ClientTransport) {
    this.node = node;
    this.id = id;
    this.transport = transport;
    this.user = node.access.defaultUser;
    this.isAuthenticated = node.access.letsAllIn;
    this.connectedMs = node.ledger.nowMs;
    this.lastCommandMs = this.connectedMs;
  }

  /** Whether the node at the other end is sent what happens here, or waits for that. */
  get isReplica(): boolean {
    return this.replica !== null && this.replica.state !== "none";
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size + this.shardChannels.size;
  }

  /** Executes one request and sends what it answers. Requests after QUIT or a protocol error are not heard any more. */
  receive(argv: readonly Bytes[]): void {
    if (this.closing || argv.length === 0) return;
    if (this.isBlocked) {
      // It is read at once, though not heard: that is no idle client.
      this.lastCommandMs = this.node.readClock();
      this.#later.push(() => this.#execute(argv));
    } else {
      this.#execute(argv);
      this.node.serveWaiting();
    }
  }

  /** Whether the client waits, for a key or for the end of a pause, and is not heard before that is over. */
  get isBlocked(): boolean {
    return this.node.blocked.has(this) || this.node.pause.holds(this);
  }

  /** Whether a request came while the client was blocked. */
  get hasRequest(): boolean {
    return this.#later.length > 0 && !this.closing;
  }

  /** Executes the first of the requests that came while the client was blocked. */
  executeNext(): void {
    this.#later.shift()?.();
  }

  /** A pause is over: the request that it postponed is heard before those that came after it. */
  hearAgain(argv: readonly Bytes[]): void {
    this.#later.unshift(() => this.#execute(argv));
    this.node.blocked.hearNext(this);
  }

  /** The answer to the command that had blocked. */
  endWait(reply: Reply): void {
    this.isAsking = false;
    this.#answer(reply);
  }

  #execute(argv: readonly Bytes[]): void {
    this.request = argv;
    this.node.request = argv;
    this.node.tracking.current = this;
    if (this.node.profile.behaviour.pushesFollowReplies) this.#pushed = "";
    const reply = dispatch(this.node, this, argv);
    if (this.isBlocked) return this.#sendPushed();
    if (this.isAsking && this.transaction === null && this.lastCommand !== "ASKING")
      this.isAsking = false;
    if (this.tracking?.caching && this.#endsCaching(argv)) this.tracking.caching = false;
    this.#answer(reply);
    this.#sendPushed();
    this.node.tracking.tellCurrent();
  }

  #sendPushed(): void {
    const pushed = this.#pushed;
    this.#pushed = null;
    if (pushed !== null && pushed !== "" && !this.closing) this.transport.send(pushed);
  }

  /** CLIENT CACHING is about the next command or transaction, but not about any CLIENT command. */
  #endsCaching(argv: readonly Bytes[]): boolean {
    const command = this.node.registry.find(argv);
    return this.transaction === null && command?.name.startsWith("CLIENT|") !== true;
  }

  #answer(reply: Reply): void {
    // Redis sends confirmations of subscriptions like messages, whatever CLIENT REPLY said.
    // SKIP is about the next command: an EXEC that it was queued in still answers.
    if (this.isAnswered || isPushed(reply)) this.#send(reply);
    if (this.replyMode === "skip") this.replyMode = "on";
    else if (this.replyMode === "skipNext") this.replyMode = "skip";
    if (this.closing) this.transport.close();
  }

  /** The request could not be read: Redis says why and hangs up. */
  protocolError(message: string): void {
    if (this.closing) return;
    if (this.isBlocked) return void this.#later.push(() => this.protocolError(message));
    if (this.replyMode === "off" || this.replyMode === "skip") {
      // Redis hangs up behind what it has sent, and here it sends nothing: the client stays, and is not heard.
      this.closing = true;
      return;
    }
    this.#send({ error: message });
    this.close();
    this.transport.close();
  }

  /** Sends what the client did not ask for now: a message of a channel. */
  push(items: readonly Reply[]): void {
    if (this.closing) return;
    if (this.#pushed !== null) this.#pushed += encodeReply({ push: items }, this.protocol);
    else if (this.results === null) this.#send({ push: items });
    else this.results.push({ encoded: encodeReply({ push: items }, this.protocol) });
  }

  /** Whether the client is sent what its commands answer. */
  get isAnswered(): boolean {
    return this.replyMode === "on" || this.replyMode === "skipNext";
  }

  /** As `push`, for what is encoded already. What happens before the client's command runs is told before. */
  pushBytes(bytes: Bytes): void {
    if (this.closing) return;
    const isExecuting = this.node.tracking.current === this;
    if (isExecuting && this.#pushed !== null) this.#pushed += bytes;
    else if (isExecuting && this.results !== null) this.results.push({ encoded: bytes });
    else this.transport.send(bytes);
  }

  /** Sends a line that the client, a monitor, waits for. */
  tell(reply: Reply): void {
    if (!this.closing) this.#send(reply);
  }

  /** The server ends the connection: its state goes now, the transport follows after the reply. */
  close(): void {
    this.closing = true;
    this.node.forget(this);
  }

  /** Another client ended this connection. */
  kill(): void {
    if (this.closing) return;
    this.close();
    this.transport.close();
  }

  /** The server ends the connection at once: what it has not sent yet is not sent any more. */
  cutOff(): void {
    this.close();
    if (this.transport.cutOff === undefined) this.transport.close();
    else this.transport.cutOff();
  }

  /** The transport is gone. */
  disconnected(): void {
    this.closing = true;
    this.node.forget(this);
  }

  #send(reply: Reply): void {
    const bytes = encodeReply(reply, this.protocol);
    if (bytes === "") return;
    this.lastCommandMs = this.node.ledger.nowMs; // Redis does not call a client idle that it writes to.
    this.transport.send(bytes);
  }
}

function isPushed(reply: Reply): boolean {
  return typeof reply === "object" && reply !== null && "several" in reply;
}
