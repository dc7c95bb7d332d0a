import type { Random } from "../random.ts";
import { AccessControl, superuser } from "./acl/accessControl.ts";
import { BlockedClients } from "./blockedClients.ts";
import type { Bytes } from "./bytes.ts";
import { ClientConnection } from "./clientConnection.ts";
import type { ClientTransport } from "./clientConnection.ts";
import { ClientPause } from "./clientPause.ts";
import { Cluster } from "./cluster/cluster.ts";
import { redirectBlockedClients } from "./cluster/redirect.ts";
import type { PersistedCluster } from "./cluster/persistedCluster.ts";
import { keysOf } from "./command.ts";
import { parametersOf } from "./config/parametersOf.ts";
import { settingsOf } from "./config/settings.ts";
import type { Settings } from "./config/settings.ts";
import { registryOf } from "./commands/index.ts";
import { dispatch } from "./dispatch.ts";
import { earlier } from "./earlier.ts";
import { Database } from "./keyspace/database.ts";
import { closeIdleClients, nextIdleMs } from "./idleClients.ts";
import { publishKeyEvents } from "./keyspaceEvents.ts";
import { type Ledger, newLedger, setClock } from "./ledger.ts";
import type { LuaEngine } from "./lua/engine.ts";
import { MemoryLimit } from "./memory/memoryLimit.ts";
import { Monitors } from "./monitors.ts";
import { MoveConnections } from "./moveConnections.ts";
import { noPeers } from "./peers.ts";
import type { PeerLink, PeerListener, PeerPurpose, Peers } from "./peers.ts";
import { PubSub } from "./pubSub.ts";
import { Propagation } from "./propagation/propagation.ts";
import type { Registry } from "./registry.ts";
import type { Reply } from "./reply.ts";
import { Replication } from "./replication/replication.ts";
import { loadSnapshot, takeSnapshot } from "./replication/snapshot.ts";
import type { Snapshot } from "./replication/snapshot.ts";
import { Tracking } from "./tracking/tracking.ts";
import { ScriptCache } from "./scriptCache.ts";
import { SlowLog } from "./slowLog.ts";
import { Statistics } from "./statistics.ts";
import { profileOf } from "./versions/index.ts";
import type { RedisVersion, VersionProfile } from "./versions/versionProfile.ts";

/** What a node is made of. */
export type RedisNodeOptions = {
  /** The node's own wall clock: whole microseconds since the epoch. */
  readonly nowUs: () => number;
  readonly random: Random;
  /** Without an engine the scripting commands refuse as unsupported. */
  readonly lua: LuaEngine | null;
  /** Which server the node is; Redis 7.0 unless told otherwise. */
  readonly version?: RedisVersion;
  /** Where clients think that they are connected to. */
  readonly address?: { readonly host: string; readonly port: number };
  /** The id of the first client; 1 unless told otherwise. */
  readonly firstClientId?: number;
  /** Lets the node's clock go on by so much, which is what DEBUG SLEEP asks for; refused without it. */
  readonly sleepUs?: (us: number) => void;
  /** The way to other nodes; none unless given. */
  readonly peers?: Peers;
  /** Parameters as a configuration file would set them, over the server's defaults. */
  readonly config?: ReadonlyMap<string, string>;
  /** What it knows of its cluster from before, as its nodes.conf would tell it; nothing unless given. */
  readonly cluster?: PersistedCluster;
};

const databasesMax = 16;
/** How often Redis looks after what nobody asks for. */
const cronMs = 100;

/**
 * A standalone Redis in memory, 7.0 unless it is told otherwise, as a pure function of its requests, its clock and its chance.
 *
 * It never acts by itself: whoever drives it delivers requests and calls `tick` when `nextDeadlineUs` has come.
 *
 * @example
 * const node = new RedisNode({ nowUs: () => 0, random: new Random("seed"), lua: null });
 * node.execute(["SET", "greeting", "hello"]); // { status: "OK" }
 * node.execute(["GET", "greeting"]); // "hello"
 */
export class RedisNode {
  readonly profile: VersionProfile;
  readonly registry: Registry;
  readonly random: Random;
  readonly lua: LuaEngine | null;
  readonly address: { readonly host: string; readonly port: number };
  readonly startedMs: number;
  readonly databases: readonly Database[];
  /** Those that can hold anything: in a cluster only the first. */
  readonly #usable: readonly Database[];
  readonly pubSub = new PubSub();
  /** Open connections by id. */
  readonly clients = new Map<number, ClientConnection>();
  /** Clients that wait for keys. */
  readonly blocked: BlockedClients;
  /** Who may do what. */
  readonly access: AccessControl;
  readonly pause: ClientPause;
  readonly #sleepUs: ((us: number) => void) | null;
  /** How long commands have slept, all together. */
  sleptUs = 0;
  /** Whether keys past their time are deleted before somebody asks for them; DEBUG SET-ACTIVE-EXPIRE. */
  expiresActively = true;
  /** Whether scripts may call what is not for them; DEBUG SET-DISABLE-DENY-SCRIPTS. */
  scriptsMayCallAll = false;
  #isBusy = false;
  /** Which clients cache which keys. */
  readonly tracking: Tracking;
  readonly scripts: ScriptCache;
  /** What CONFIG GET answers, without aliases. */
  readonly config = new Map<string, string>();
  /** The part of `config` that the model itself follows. */
  readonly settings: Settings;
  /** What was asked of the node that Redis does and the model does not. A run that has any is undecided. */
  readonly unsupported: string[] = [];
  readonly ledger: Ledger;
  /** What replicas are told. */
  readonly propagation: Propagation;
  readonly memory: MemoryLimit;
  /** Whether the memory was used up when the running command, transaction or script began. */
  outOfMemory = false;
  /** The session that scripts call commands in. */
  readonly scriptClient: ClientConnection;
  readonly runId: string;
  /** When SAVE was last said, or the node started. */
  lastSaveSeconds: number;
  /** `ledger.changes` at that time. */
  changesSaved = 0;
  readonly statistics: Statistics;
  readonly slowLog = new SlowLog();
  readonly monitors = new Monitors();
  readonly peers: Peers;
  /** Over what it has moved keys to others. */
  readonly moveConnections: MoveConnections;
  readonly replication: Replication;
  /** What lies in its file: what SAVE or BGSAVE wrote last, or a master gave it since; null while there is none. */
  savedSnapshot: Snapshot | null = null;
  /** Null where cluster-enabled is off. */
  readonly cluster: Cluster | null;
  connectionsReceived = 0;
  /** Of those, the ones that were one too many. */
  connectionsRejected = 0;

  /** Told whose request the node works for from here on; null when for none. */
  onRequest: ((argv: readonly Bytes[] | null) => void) | null = null;
  /** Told when a turn goes on with what a client has sent while it waited: what was done before can be looked at. */
  onNextRequest: (() => void) | null = null;
  #request: readonly Bytes[] | null = null;
  #isLookedAt = false;
  /** A limit was set: what is too much goes without waiting for a command, as soon as this one is done. */
  #makesRoomSoon = false;
  #isClockBehind = false;
  readonly #nowUs: () => number;
  /** Runs what is asked for without a connection; no check stands in its way. */
  readonly ownClient: ClientConnection;
  #nextClientId: number;

  constructor(options: RedisNodeOptions) {
    this.#nowUs = options.nowUs;
    this.random = options.random;
    this.#sleepUs = options.sleepUs ?? null;
    this.lua = options.lua?.speaking(profileOf(options.version ?? "7.0").lua) ?? null;
    this.profile = profileOf(options.version ?? "7.0");
    this.registry = registryOf(this.profile);
    this.scripts = new ScriptCache(this.profile.behaviour.evaluatedScripts);
    this.statistics = new Statistics(this.registry.size);
    this.address = options.address ?? { host: "127.0.0.1", port: 6379 };
    for (const { primary, initial } of parametersOf(this.profile.name).values())
      this.config.set(primary, initial);
    this.config.set("port", String(this.address.port));
    for (const [name, value] of options.config ?? []) this.config.set(name, value);
    this.settings = settingsOf((name) => this.config.get(name));
    this.#nextClientId = options.firstClientId ?? 1;
    this.ledger = newLedger(options.nowUs(), this.profile.behaviour.keysAreEmbedded);
    this.propagation = new Propagation(this.ledger, this.config, this.profile.behaviour);
    this.startedMs = this.ledger.nowMs;
    this.lastSaveSeconds = Math.floor(this.startedMs / 1000);
    this.runId = fortyHexDigits(options.random.fork("run id"));
    this.databases = Array.from(
      { length: databasesMax },
      (_, index) => new Database(index, this.ledger),
    );
    this.memory = new MemoryLimit(
      {
        databases: this.databases,
        ledger: this.ledger,
        settings: this.settings,
        random: options.random.fork("evictions"),
      },
      () => this.clients.size,
    );
    this.blocked = new BlockedClients(this.ledger, this.databases);
    this.access = new AccessControl(this);
    this.pause = new ClientPause(this);
    this.tracking = new Tracking(this, options.random.fork("tracking"));
    this.scriptClient = new ClientConnection(this, 0, nowhere);
    this.ownClient = new ClientConnection(this, 0, nowhere);
    this.ownClient.user = superuser(this.access.ruleContext);
    this.ownClient.isAuthenticated = true;
    this.ownClient.isObeyed = true;
    this.peers = options.peers ?? noPeers;
    this.moveConnections = new MoveConnections(options.random);
    this.replication = new Replication(this);
    this.cluster =
      this.config.get("cluster-enabled") === "yes"
        ? new Cluster(this, options.cluster ?? null)
        : null;
    this.#usable = this.cluster === null ? this.databases : this.databases.slice(0, 1);
  }

  /** Elements touched by all commands since the node was created; README.md says how they are counted. */
  get touched(): number {
    return this.ledger.touched;
  }

  /** Called with (db, key) whenever a key's value changed, was deleted or expired. */
  get onKeyChanged(): ((db: number, key: Bytes) => void) | null {
    return this.ledger.onKeyChanged;
  }

  set onKeyChanged(observer: ((db: number, key: Bytes) => void) | null) {
    this.ledger.onKeyChanged = observer;
  }

  /** The request that the node works for: that of a client that waited, while it is served. */
  get request(): readonly Bytes[] | null {
    return this.#request;
  }

  set request(argv: readonly Bytes[] | null) {
    this.#request = argv;
    this.onRequest?.(argv);
  }

  /** The id of the next client, which no other one is given. */
  takeClientId(): number {
    return this.#nextClientId++;
  }

  /** What counts against `maxclients`. */
  get connectionCount(): number {
    return this.clients.size + (this.cluster?.connections ?? 0);
  }

  /** A client connected. */
  connect(transport: ClientTransport): ClientConnection {
    this.#readClock();
    const client = new ClientConnection(this, this.takeClientId(), transport);
    if (this.connectionCount >= this.settings.maxclients) {
      const what = this.cluster === null ? "clients" : "clients + cluster connections";
      this.connectionsRejected++;
      client.tell({ error: `ERR max number of ${what} reached` });
      client.kill();
      return client;
    }
    this.clients.set(client.id, client);
    this.connectionsReceived++;
    return client;
  }

  /** Another node connected. */
  accept(purpose: PeerPurpose, link: PeerLink<unknown>): PeerListener<unknown> {
    this.#readClock();
    if (purpose === "replication") return this.replication.accept(link);
    if (this.cluster !== null) return this.cluster.accept(link);
    link.close();
    return deaf;
  }

  /** Does what is due by now without being asked: ends waits whose time is over, and active expiry. */
  tick(): void {
    this.#readClock();
    this.request = null;
    this.pause.endWhenDue();
    this.blocked.timeOutDue();
    closeIdleClients(this);
    if (this.#deletesExpired) for (const db of this.#usable) db.expireDue();
    this.propagation.tell(false);
    if (this.#makesRoomSoon) this.memory.makeRoom();
    this.propagation.tell(false);
    if (this.tracking.isOverLimit) this.tracking.limitKeys();
    this.#makesRoomSoon = false;
    this.replication.tick();
    if (this.cluster !== null) {
      this.cluster.tick();
      redirectBlockedClients(this.cluster);
    }
    this.serveWaiting();
  }

  /** Whether everybody is told that somebody's script runs too long. Whoever drives the node decides: scripts end at once. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  set isBusy(isBusy: boolean) {
    this.#isBusy = isBusy;
    if (!isBusy) this.replication.master?.goOn();
  }

  /** When `tick` has something to do next, by the node's clock; null when never. */
  nextDeadlineUs(): number | null {
    if (this.#makesRoomSoon) return this.ledger.nowUs;
    let nextMs = earlier(this.blocked.nextTimeoutMs(), this.replication.nextDeadlineMs());
    if (this.cluster !== null) nextMs = earlier(nextMs, this.cluster.nextDeadlineMs());
    const pausedUntilMs = this.pause.nextDeadlineMs();
    if (pausedUntilMs !== null) {
      const firstMs = Math.min(nextMs ?? Infinity, pausedUntilMs);
      return firstMs === Infinity ? null : 1000 * firstMs;
    }
    if (this.#deletesExpired)
      for (const db of this.#usable) nextMs = earlier(nextMs, db.nextExpiryMs());
    if (this.tracking.isOverLimit) nextMs = earlier(nextMs, this.ledger.nowMs + cronMs);
    nextMs = earlier(nextMs, nextIdleMs(this));
    return nextMs === null ? null : nextMs * 1000;
  }

  /** All that it holds now, as a file would keep it. */
  snapshot(): Snapshot {
    this.#readClock();
    return takeSnapshot(this);
  }

  /** Begins with what such a file holds; for a node that has just been made. What is past its time, a master leaves out. */
  load(snapshot: Snapshot): void {
    this.#readClock();
    const isMaster = this.cluster?.state.myself.isMaster ?? !this.replication.isFollowing;
    const dropped = loadSnapshot(this, snapshot, isMaster);
    if (snapshot.replication !== null)
      this.replication.restored(snapshot.replication, isMaster, dropped);
    this.cluster?.dataLoaded();
  }

  /** Executes what another node asks for over a connection of its own, one request after the other. */
  executeFor(requests: readonly (readonly Bytes[])[]): readonly Reply[] {
    const client = new ClientConnection(this, this.takeClientId(), nowhere);
    this.clients.set(client.id, client);
    const replies = requests.map((argv) => {
      this.request = null;
      const reply = dispatch(this, client, argv);
      this.serveWaiting();
      return reply;
    });
    client.disconnected();
    return replies;
  }

  /** Runs one command without a connection and without encoding its reply. */
  execute(argv: readonly Bytes[]): Reply {
    this.request = null;
    const reply = dispatch(this, this.ownClient, argv);
    this.serveWaiting();
    return reply;
  }

  /** After each command: gives blocked clients what it left for them, and hears what they have sent meanwhile. */
  serveWaiting(): void {
    if (this.#isLookedAt) return this.propagation.tell();
    // Whoever slept has held up the clock, too; what it left for others may be past its time.
    if (this.#isClockBehind) this.#readClock();
    if (this.cluster !== null && this.cluster.state.todo !== 0) this.cluster.beforeSleep();
    if (this.pause.isActive) this.pause.endWhenDue();
    for (;;) {
      this.blocked.serveReady();
      this.propagation.tell();
      this.tracking.tellCurrent();
      this.tracking.current = null;
      const client = this.blocked.nextReleased();
      if (client === undefined) break;
      this.#letLook();
      client.executeNext();
    }
    this.tracking.broadcast();
    if (this.replication.asksForAcknowledgement) this.replication.sendRequestForAcknowledgements();
    // In each turn: where an acknowledgement is heard would be too early, as a handover disconnects clients (`beforeSleep`).
    if (this.replication.failover.isActive) this.replication.failover.check();
  }

  /** Whoever is between two requests of one turn may look at the data, and lets nobody else be served by that. */
  #letLook(): void {
    if (this.onNextRequest === null) return;
    this.#isLookedAt = true;
    this.onNextRequest();
    this.#isLookedAt = false;
  }

  /** The keys of a request; none for what is not a command. */
  commandKeys(argv: readonly Bytes[]): Bytes[] {
    if (argv.length === 0) return [];
    const command = this.registry.find(argv);
    return command === undefined ? [] : keysOf(command, argv);
  }

  /** Lets time pass in the middle of a command; false where whoever drives the node cannot do that. */
  sleep(us: number): boolean {
    if (this.#sleepUs === null) return false;
    this.#sleepUs(us);
    this.sleptUs += us;
    this.#isClockBehind = true;
    return true;
  }

  /** Gives parameters new values, which are right and as CONFIG GET shows them. */
  configure(values: ReadonlyMap<string, string>): void {
    for (const [name, value] of values) {
      this.config.set(name, value);
      if (name === "notify-keyspace-events") publishKeyEvents(this, value);
      if (name === "requirepass") this.access.setDefaultPassword(value);
    }
    Object.assign(
      this.settings,
      settingsOf((name) => this.config.get(name)),
    );
    this.#countUses();
    this.cluster?.configured();
    this.replication.configured();
    this.memory.configure();
    this.#makesRoomSoon = this.settings.maxmemory > 0;
    if (!this.#makesRoomSoon) this.outOfMemory = false;
  }

  /** CONFIG RESETSTAT. */
  resetStatistics(): void {
    const { ledger, statistics } = this;
    statistics.reset();
    this.connectionsReceived = 0;
    this.scripts.evicted = 0;
    this.replication.replicas.forgetCounts();
    ledger.expired = ledger.expiredFields = ledger.evicted = ledger.hits = ledger.misses = 0;
  }

  /** The node's clock, in milliseconds, for whatever begins now: time stands still until it is read again. */
  readClock(): number {
    this.#readClock();
    return this.ledger.nowMs;
  }

  /** Ends what a connection holds here: its subscriptions, its watches, its place in the client list. */
  forget(client: ClientConnection): void {
    this.clients.delete(client.id);
    this.blocked.forget(client);
    this.pubSub.forget(client);
    this.tracking.disable(client);
    this.pause.forget(client);
    if (client.replica !== null) this.replication.forget(client);
    this.monitors.delete(client);
    client.transaction = null;
    this.unwatch(client);
  }

  /** Ends all watches of a client. */
  unwatch(client: ClientConnection): void {
    if (client.watched === null) return;
    for (const { db, key, watch } of client.watched.keys.values())
      this.databases[db]?.unwatch(key, watch);
    client.watched = null;
  }

  /** A replica waits until its master says that a key is gone. */
  get #deletesExpired(): boolean {
    return this.expiresActively && !this.ledger.followsMaster;
  }

  /** An LFU policy counts the uses of values, every other one notes the time of the last. */
  #countUses(): void {
    const { ledger, settings, random } = this;
    const marksKeys = settings.maxmemory > 0 && /-l[rf]u$/.test(settings.maxmemoryPolicy);
    const sharesNothing = marksKeys || this.profile.behaviour.keysAreEmbedded;
    ledger.sharedUses = sharesNothing ? null : (ledger.sharedUses ?? new Map<number, number>());
    if (!settings.maxmemoryPolicy.endsWith("-lfu")) ledger.uses = null;
    else
      ledger.uses ??= {
        random: random.fork("uses"),
        get nowMs() {
          return ledger.nowMs;
        },
        get lfuLogFactor() {
          return settings.lfuLogFactor;
        },
        get lfuDecayTime() {
          return settings.lfuDecayTime;
        },
      };
  }

  #readClock(): void {
    const nowUs = this.#nowUs();
    this.#isClockBehind = false;
    if (nowUs === this.ledger.nowUs) return;
    setClock(this.ledger, nowUs);
  }
}

const deaf: PeerListener<unknown> = { opened() {}, received() {}, closed() {} };

const nowhere: ClientTransport = { remote: "", send() {}, close() {} };

function fortyHexDigits(random: Random): string {
  let digits = "";
  for (let i = 0; i < 5; i++) digits += random.uint32().toString(16).padStart(8, "0");
  return digits;
}
