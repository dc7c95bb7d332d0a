import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { dispatch } from "../dispatch.ts";
import type { RedisNode } from "../node.ts";
import type { PeerLink } from "../peers.ts";
import { MasterClient } from "./masterClient.ts";
import type { ReplicationMessage } from "./replicationMessage.ts";
import { seconds } from "./replicas.ts";
import { emptyNode, loadSnapshot, sizeOf } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { spanFrom } from "./span.ts";
import type { Span } from "./span.ts";
import type { StreamedCommand } from "./streamedCommand.ts";

/** As ROLE names them. */
export type LinkState = "connect" | "connecting" | "handshake" | "sync" | "connected";

/** The history that the replica could go on with: what Redis keeps as its cached master. */
export type CachedMaster = {
  readonly id: string;
  readonly offset: number;
  readonly database: number;
  /** What its client was, and will be again: Redis keeps it as it is. */
  readonly client: Pick<ClientConnection, "id" | "connectedMs" | "lastCommand">;
};

/** Loading a snapshot takes a millisecond, and one more for so many bytes: some 50 MB a second. */
const bytesLoadedPerMs = 50_000;

type SnapshotMessage = Extract<ReplicationMessage, { readonly type: "snapshot" }>;

/** Which answer of the master's is expected next. */
type Step = "ping" | "auth" | "port" | "host" | "capabilities" | "psync";

/**
 * A replica's way to its master: connects, is synchronised, applies what it is told, and tells how far it is.
 *
 * After replication.c of Redis 7.0.15 (`connectWithMaster`, `syncWithMaster`, `readSyncBulkPayload`, `replicationCron`).
 */
export class MasterLink {
  readonly host: string;
  readonly port: number;
  state: LinkState = "connect";
  /** Since when there is no connected master, in seconds; 0 when there is one, or never was. */
  downSinceSeconds = 0;
  /** The end of what was applied, in bytes of the master's stream; of use while there is a client or a cached master. */
  offset = 0;
  client: MasterClient | null = null;
  cached: CachedMaster | null;
  /** When the master was heard last, in seconds: since it is connected, and before. */
  lastHeardSeconds = 0;
  lastTransferSeconds = 0;
  /** The snapshot that is being loaded, until when, and whether the connection is gone meanwhile. */
  loading: {
    readonly snapshot: Snapshot;
    readonly isDiskless: boolean;
    readonly span: Span;
    isLost: boolean;
  } | null = null;
  /** Whether PSYNC asks the replica there to take over. */
  asksForFailover = false;
  readonly #node: RedisNode;
  #link: PeerLink<ReplicationMessage> | null = null;
  #steps: Step[] = [];
  /** What FULLRESYNC said. */
  #announced: { readonly id: string; readonly offset: number } | null = null;
  /** What came and was not applied yet. */
  #pending: StreamedCommand[] = [];
  #next = 0;
  /** What was applied of the transaction that is not complete yet. */
  #applied: StreamedCommand[] = [];

  constructor(node: RedisNode, host: string, port: number, cached: CachedMaster | null) {
    this.#node = node;
    this.host = host;
    this.port = port;
    this.cached = cached;
  }

  /** The end of what has come, be it that it was not applied yet: Redis' read_reploff. */
  get receivedOffset(): number {
    let offset = this.offset;
    for (const { size } of this.#applied) offset += size;
    for (const { size } of this.#pending.slice(this.#next)) offset += size;
    return offset;
  }

  /** `connectWithMaster`. */
  connect(): void {
    this.state = "connecting";
    this.lastTransferSeconds = seconds(this.#node);
    const link: PeerLink<ReplicationMessage> = this.#node.peers.connect(
      "replication",
      this.host,
      this.port,
      {
        opened: () => {
          if (this.#link === link) this.#whenAwake(() => this.#greet());
        },
        received: (message) => {
          if (this.#link === link) this.#whenAwake(() => this.#received(message));
        },
        closed: () => {
          if (this.#link === link) this.#whenAwake(() => this.#lost());
        },
      },
    );
    this.#link = link;
  }

  /** Gives the connection up, whatever it is in; nothing is kept of what was not applied. */
  close(): void {
    this.finishLoading();
    const { client } = this;
    this.client = null;
    this.#hangUp();
    if (client !== null) client.close();
    this.state = "connect";
  }

  /**
   * Notes where a connected replica is, to go on from there (`replicationCacheMaster`). Redis does not where CLIENT PAUSE
   * holds up a command of the master's, which would be executed twice.
   */
  keep(): void {
    const { client, offset } = this;
    if (client === null) return;
    const { id } = this.#node.replication.ids;
    this.cached = client.isBlocked ? null : { id, offset, database: client.database, client };
  }

  /** Once a second (`replicationCron`): gives up what takes too long, connects again, acknowledges. */
  beat(): void {
    if (this.loading !== null) return;
    const now = seconds(this.#node);
    const timeout = Number(this.#node.config.get("repl-timeout"));
    if (this.state !== "connect" && this.state !== "connected") {
      if (now - this.lastTransferSeconds > timeout) this.#startOver();
    } else if (this.state === "connected" && now - this.lastHeardSeconds > timeout) this.#lost();
    if (this.state === "connect") this.connect();
    this.acknowledge();
  }

  /** Tells the master how far this replica is. */
  acknowledge(): void {
    if (this.client !== null && this.loading === null)
      this.#ask("REPLCONF", "ACK", String(this.offset));
  }

  /** A snapshot, if one was being loaded, is loaded by now: the replica follows from there on. */
  finishLoading(): void {
    const { loading } = this;
    const announced = this.#announced;
    if (loading === null || announced === null) return;
    this.loading = null;
    const node = this.#node;
    loadSnapshot(node, loading.snapshot, false);
    const database = loading.snapshot.replication?.database ?? 0;
    this.#becomeConnected(announced.offset, database, node.takeClientId());
    node.replication.adopted(announced.id, announced.offset);
    if (loading.isDiskless) this.acknowledge();
    if (loading.isLost) this.#lost();
    else this.#applyPending();
  }

  /** No script keeps the node busy any more: what has come meanwhile is applied. */
  goOn(): void {
    this.#whenAwake(() => this.#applyPending());
  }

  #whenAwake(run: () => void): void {
    this.#node.readClock();
    this.#node.request = null;
    run();
    this.#node.serveWaiting();
  }

  /** The connection broke. What the master was is kept, to go on from there if possible. */
  #lost(): void {
    if (this.loading !== null) {
      this.loading.isLost = true;
      return;
    }
    const { client } = this;
    this.#hangUp();
    if (client === null) {
      this.state = "connect";
      return;
    }
    this.keep();
    this.client = null;
    client.close();
    this.downSinceSeconds = seconds(this.#node);
    this.state = "connect";
    this.#node.replication.refresh();
    this.connect();
  }

  #hangUp(): void {
    const link = this.#link;
    this.#link = null;
    this.#pending = [];
    this.#next = 0;
    this.#applied = [];
    link?.close();
  }

  /** `cancelReplicationHandshake`. */
  #startOver(): void {
    this.#hangUp();
    this.connect();
  }

  /** An error of the handshake: the next try is a second later. */
  #tryLater(): void {
    this.#hangUp();
    this.state = "connect";
  }

  #ask(...argv: readonly Bytes[]): void {
    this.#link?.send({ type: "request", argv });
  }

  #greet(): void {
    this.state = "handshake";
    this.#steps = ["ping"];
    this.#ask("PING");
  }

  #received(message: ReplicationMessage): void {
    const now = seconds(this.#node);
    this.lastTransferSeconds = now;
    if (this.client !== null) this.lastHeardSeconds = now;
    if (message.type === "reply") this.#answered(message.bytes);
    else if (message.type === "snapshot") this.#beginLoading(message);
    else if (message.type === "stream") {
      this.#pending.push(...message.commands);
      this.#applyPending();
    }
  }

  #answered(reply: Bytes): void {
    const step = this.#steps.shift();
    if (step === "ping") {
      const isWelcome = /^(?:\+|-NOAUTH|-NOPERM|-ERR operation not permitted)/.test(reply);
      if (isWelcome) this.#introduce();
      else this.#tryLater();
    } else if (step === "auth" && reply.startsWith("-")) this.#tryLater();
    else if (step === "capabilities") this.#askToSynchronise();
    else if (step === "psync") this.#answeredToPsync(reply);
  }

  #introduce(): void {
    const { config, address } = this.#node;
    const [user, password] = [config.get("masteruser") ?? "", config.get("masterauth") ?? ""];
    if (password !== "") {
      this.#steps.push("auth");
      this.#ask("AUTH", ...(user === "" ? [] : [user]), password);
    }
    const announcedPort = config.get("replica-announce-port") ?? "0";
    this.#steps.push("port");
    this.#ask(
      "REPLCONF",
      "listening-port",
      announcedPort === "0" ? String(address.port) : announcedPort,
    );
    const announcedHost = config.get("replica-announce-ip") ?? "";
    if (announcedHost !== "") {
      this.#steps.push("host");
      this.#ask("REPLCONF", "ip-address", announcedHost);
    }
    this.#steps.push("capabilities");
    this.#ask("REPLCONF", "capa", "eof", "capa", "psync2");
  }

  #askToSynchronise(): void {
    this.#steps.push("psync");
    const { cached } = this;
    const [id, offset] = cached === null ? ["?", "-1"] : [cached.id, String(cached.offset + 1)];
    this.#ask("PSYNC", id, offset, ...(this.asksForFailover ? ["FAILOVER"] : []));
  }

  #answeredToPsync(reply: Bytes): void {
    const [word, id = "", offset = ""] = reply.trimEnd().split(" ");
    const isAccepted = word === "+FULLRESYNC" || word === "+CONTINUE";
    if (this.asksForFailover) {
      this.asksForFailover = false;
      this.#node.replication.failover.answered(isAccepted);
      if (!isAccepted) return;
    }
    if (word === "+FULLRESYNC") {
      this.#announced = { id, offset: Number(offset) };
      this.state = "sync";
    } else if (word === "+CONTINUE") this.#goOn(id);
    else this.#tryLater();
  }

  /** The master gives what was missed (`slaveTryPartialResynchronization`). */
  #goOn(id: string): void {
    const { cached } = this;
    if (cached === null) return this.#tryLater();
    this.cached = null;
    this.#node.replication.goesOnAs(id);
    const { connectedMs, lastCommand } = cached.client;
    const client = this.#becomeConnected(cached.offset, cached.database, cached.client.id);
    client.connectedMs = connectedMs;
    client.lastCommand = lastCommand;
  }

  #becomeConnected(offset: number, database: number, clientId: number): MasterClient {
    const node = this.#node;
    const client = new MasterClient(node, clientId, {
      remote: `${this.host}:${this.port}`,
      hasCommand: () => !node.isBusy && this.#next < this.#pending.length,
      applyNext: () => this.#applyNext(),
      killed: () => this.#lost(),
    });
    node.clients.set(client.id, client);
    client.database = database;
    this.client = client;
    this.offset = offset;
    this.state = "connected";
    this.downSinceSeconds = 0;
    this.lastHeardSeconds = seconds(node);
    node.replication.refresh();
    return client;
  }

  #beginLoading({ snapshot, isDiskless }: SnapshotMessage): void {
    const node = this.#node;
    this.cached = null;
    node.replication.leaveHistory();
    // What comes is written into the file that SAVE writes, and loaded from there (`readSyncBulkPayload`).
    if (this.#loadsFromFile) node.savedSnapshot = snapshot;
    emptyNode(node);
    // Its functions go, too.
    if (node.profile.behaviour.functionFlushTakesClientId) node.takeClientId();
    const span = spanFrom(node.ledger.nowMs, 1 + Math.floor(sizeOf(snapshot) / bytesLoadedPerMs));
    this.loading = { snapshot, isDiskless, span, isLost: false };
    node.replication.refresh();
  }

  /** `useDisklessLoad`. */
  get #loadsFromFile(): boolean {
    const { config, databases } = this.#node;
    const from = config.get("repl-diskless-load");
    return (
      from === "disabled" || (from === "on-empty-db" && databases.some(({ size }) => size > 0))
    );
  }

  #applyPending(): void {
    const { client } = this;
    if (client === null || this.loading !== null) return;
    // While a script keeps the node busy, what comes is only gathered (`processInputBuffer`).
    while (
      this.client === client &&
      !this.#node.isBusy &&
      !client.isBlocked &&
      this.#next < this.#pending.length
    ) {
      this.#applyNext();
      this.#node.serveWaiting();
    }
  }

  /** Executes one command of the stream. CLIENT PAUSE may put it off, then it is still the next one. */
  #applyNext(): void {
    const { client } = this;
    const command = this.#pending[this.#next];
    if (client === null || command === undefined) return;
    const node = this.#node;
    const { ledger } = node;
    client.request = command.argv;
    node.request = null;
    node.tracking.current = client;
    ledger.nothingExpires = true;
    dispatch(node, client, command.argv);
    ledger.nothingExpires = false;
    node.tracking.tellCurrent();
    // CLIENT KILL and REPLICAOF end the link in the middle of a command that only a master's own client could send.
    if (this.client !== client || client.isBlocked) return;
    if (++this.#next === this.#pending.length) {
      this.#pending = [];
      this.#next = 0;
    }
    this.#applied.push(command);
    if (client.transaction !== null) return;
    const applied = this.#applied;
    this.#applied = [];
    for (const { size } of applied) this.offset += size;
    node.replication.pass(applied);
  }
}
