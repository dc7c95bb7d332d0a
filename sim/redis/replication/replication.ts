import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { earlier } from "../earlier.ts";
import type { RedisNode } from "../node.ts";
import type { PeerLink, PeerListener } from "../peers.ts";
import type { Effect } from "../propagation/effect.ts";
import { Backlog } from "./backlog.ts";
import { Failover } from "./failover.ts";
import { MasterLink } from "./masterLink.ts";
import type { CachedMaster } from "./masterLink.ts";
import { Replica } from "./replica.ts";
import { Replicas, seconds } from "./replicas.ts";
import type { ReplicaClient } from "./replicas.ts";
import { ReplicationIds } from "./replicationIds.ts";
import type { ReplicationMessage } from "./replicationMessage.ts";
import type { SavedReplication } from "./snapshot.ts";
import { endOf, isOver } from "./span.ts";
import { streamed } from "./streamedCommand.ts";
import type { StreamedCommand } from "./streamedCommand.ts";
import { AcknowledgementWaits } from "./acknowledgementWaits.ts";

const cronMs = 1000;
/** While a FAILOVER is under way, Redis looks more often. */
const cronDuringFailoverMs = 100;

/**
 * What a node is to others: their master, or the replica of one. Replication is asynchronous: what a client was answered
 * may not have reached any replica, and is gone when the master is.
 *
 * After replication.c of Redis 7.0.15; README.md says what is modelled.
 */
export class Replication {
  readonly ids: ReplicationIds;
  readonly replicas: Replicas;
  readonly failover: Failover;
  readonly waits: AcknowledgementWaits;
  /** The end of the stream that this node has written or, as a replica, passed on: Redis' master_repl_offset. */
  masterOffset = 0;
  /** Null until there was a replica or a master. */
  backlog: Backlog | null = null;
  /** The way to the master; null while this node is one. */
  master: MasterLink | null = null;
  /** Whether requests may be refused because of what the node is: asked before each of them. */
  checksRequests = false;
  /**
   * Whether the PINGs to replicas are left out, as they would move the offset: for as long as a manual failover of the
   * cluster waits for its replica.
   */
  holdsPings = false;
  /** How often replicas were told that their master is there. */
  pings = 0;
  readonly #node: RedisNode;
  /** The database that the stream has selected; -1 when it has to say so again. */
  #selected = -1;
  /** WAIT has asked: replicas are to acknowledge at once. */
  #asksForAcknowledgement = false;
  /** When it last wrote into the stream as a master, in seconds; when it began, if it has not (Redis 8.0.2, `repl_stream_lastio`). */
  #wroteAtSeconds: number;
  /** When the next cron is due, in milliseconds; null while there is nothing that it has to look after. */
  #cronAtMs: number | null = null;

  constructor(node: RedisNode) {
    this.#node = node;
    this.ids = new ReplicationIds(node.random.fork("replication ids"));
    this.replicas = new Replicas(node);
    this.failover = new Failover(node);
    this.waits = new AcknowledgementWaits(node);
    this.#wroteAtSeconds = seconds(node);
    const [host, port] = (node.config.get("replicaof") ?? "").split(" ");
    if (host && port) {
      this.master = new MasterLink(node, host, Number(port), null);
      this.#cronAtMs = node.startedMs;
    }
    this.refresh();
  }

  /** Whether this node follows another one, be it that they are not connected: Redis' `masterhost` is not null. */
  get isFollowing(): boolean {
    return this.master !== null;
  }

  /** Whether a replica is connected to its master and synchronised. */
  get isMasterLinkUp(): boolean {
    return this.master?.state === "connected";
  }

  /** Whether a snapshot is being loaded: then almost everything is answered with LOADING. */
  get isLoading(): boolean {
    return this.master !== null && this.master.loading !== null;
  }

  /**
   * How much of the history this node has, in bytes: as a master what it wrote, as a replica what it applied
   * (`replicationGetSlaveOffset`), which is what elections compare.
   */
  get offset(): number {
    if (this.master === null) return this.masterOffset;
    return this.master.client === null ? (this.master.cached?.offset ?? 0) : this.master.offset;
  }

  /**
   * For how long a replica has not heard of its master, in milliseconds, in whole seconds as cluster.c counts it:
   * since the last message while they are connected, since the connection broke when not; when there never was one, for
   * as long as there is time.
   */
  get dataAgeMs(): number {
    const { master } = this;
    if (master === null) return 0;
    const now = seconds(this.#node);
    if (master.state === "connected") return 1000 * (now - master.lastHeardSeconds);
    return 1000 * (now - master.downSinceSeconds);
  }

  /** Follows a master (`replicationSetMaster`). Clients that wait are told UNBLOCKED and disconnected. */
  follow(host: string, port: number): void {
    const { master } = this;
    const cached = master === null ? this.#ownHistory() : this.#keptBy(master);
    const failsOver = this.failover.isUnderWay;
    const downSinceSeconds = master?.downSinceSeconds ?? 0;
    this.master = new MasterLink(this.#node, host, port, cached);
    this.master.downSinceSeconds = downSinceSeconds;
    this.master.asksForFailover = failsOver;
    this.waits.clear();
    this.#node.blocked.releaseAll({
      error:
        "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
    });
    this.refresh();
    this.#node.config.set("replicaof", `${host} ${port}`);
    this.master.connect();
  }

  /** Becomes a master (`replicationUnsetMaster`): goes on with the history that it has under a new id. */
  promote(): void {
    const { master } = this;
    if (master === null) return;
    master.close();
    this.master = null;
    this.ids.shift(this.masterOffset);
    this.replicas.disconnectAll();
    this.selectAgain();
    this.replicas.noneSinceSeconds = seconds(this.#node);
    this.#node.config.set("replicaof", "");
    this.refresh();
  }

  /** A node has connected: a replica that asks for the data. */
  accept(link: PeerLink<ReplicationMessage>): PeerListener<ReplicationMessage> {
    const client = this.#node.connect({
      remote: `${link.remoteHost}:0`,
      send: (bytes) => link.send({ type: "reply", bytes }),
      close: () => link.close(),
    });
    client.replica = new Replica(link);
    return {
      opened() {},
      received(message) {
        if (message.type === "request") client.receive(message.argv);
      },
      closed() {
        client.disconnected();
      },
    };
  }

  /** When `tick` has something to do next, in milliseconds by the node's clock; null when never. */
  nextDeadlineMs(): number | null {
    const { nowMs } = this.#node.ledger;
    // A clock that was set back does not put the cron off.
    if (this.#cronAtMs !== null && this.#cronAtMs > nowMs + cronMs)
      this.#cronAtMs = this.#nextCronMs();
    const loading = this.master === null ? null : this.master.loading;
    const loadedAtMs = loading === null ? null : endOf(loading.span, nowMs);
    return earlier(earlier(this.#cronAtMs, this.replicas.nextDeadlineMs), loadedAtMs);
  }

  tick(): void {
    const { nowMs } = this.#node.ledger;
    const span = this.master?.loading?.span;
    if (span !== undefined && isOver(span, nowMs)) this.master?.finishLoading();
    this.replicas.finishWriting();
    if (this.#cronAtMs === null || nowMs < this.#cronAtMs) return;
    this.#beat();
    this.#cronAtMs = this.#hasCron ? this.#nextCronMs() : null;
  }

  /** At the end of each turn: sends what WAIT asked for. Call it only while `asksForAcknowledgement`. */
  get asksForAcknowledgement(): boolean {
    return this.#asksForAcknowledgement;
  }

  requestAcknowledgements(): void {
    this.#asksForAcknowledgement = true;
  }

  sendRequestForAcknowledgements(): void {
    if (this.#node.pause.isActive) return;
    this.#asksForAcknowledgement = false;
    this.#write(streamed(["REPLCONF", "GETACK", "*"]));
    const isUnheard = this.master === null && this.backlog === null;
    if (isUnheard && this.#node.profile.behaviour.waitAlwaysCounts) this.masterOffset++;
  }

  /** The next command of the stream says which database it is for. */
  selectAgain(): void {
    this.#selected = -1;
  }

  /** What a replica has applied, byte for byte, for its own replicas (`replicationFeedStreamFromMasterStream`). */
  pass(commands: readonly StreamedCommand[]): void {
    if (this.backlog === null) return;
    this.#append(commands, true);
  }

  /** A replica has loaded its master's snapshot. */
  adopted(id: string, offset: number): void {
    this.ids.adopt(id);
    this.masterOffset = offset;
    this.#needBacklog();
  }

  /** A replica goes on from where it was; the master's history may have got another name meanwhile. */
  goesOnAs(id: string): void {
    if (id !== "" && id !== this.ids.id) {
      this.ids.follow(id, this.masterOffset);
      this.replicas.disconnectAll();
    }
    this.#needBacklog();
  }

  /** A replica is given other data: nobody can go on from what it had (`replicationAttachToNewMaster`). */
  leaveHistory(): void {
    this.replicas.disconnectAll();
    this.#dropBacklog();
  }

  /** PSYNC: what this node answers to one that asks for the stream from this byte on. True when it is given just that. */
  resume(client: ReplicaClient, id: string, offset: number): boolean {
    if (!this.ids.isShared(id, offset) || this.backlog === null || !this.backlog.reaches(offset))
      return false;
    const knowsIds = client.replica.capabilities.has("psync2");
    client.replica.send({
      type: "reply",
      bytes: knowsIds ? `+CONTINUE ${this.ids.id}\r\n` : "+CONTINUE\r\n",
    });
    this.replicas.resume(client, this.backlog.from(offset));
    return true;
  }

  /** PSYNC: a full resynchronisation, which the first replica of all begins a new history for. */
  synchronise(client: ReplicaClient): void {
    this.replicas.addForSnapshot(client);
    if (this.replicas.all.size === 1 && this.backlog === null) {
      this.ids.renew();
      this.#needBacklog();
    }
    this.replicas.beginOrWait(client);
  }

  /** REPLCONF ACK: a replica has applied the stream up to there. */
  acknowledged(client: ReplicaClient, offset: number): void {
    const { replica } = client;
    if (offset > replica.acknowledged) replica.acknowledged = offset;
    replica.acknowledgedSeconds = seconds(this.#node);
    if (replica.state === "online" && replica.startsOnAcknowledgement) replica.start();
    this.waits.serve();
  }

  /** A command of a client is done; WAIT waits for what it wrote. @param offsetBefore `masterOffset` when it began. */
  ranFor(client: ClientConnection, offsetBefore: number): void {
    const { waitIsForOwnWrites } = this.#node.profile.behaviour;
    if (!waitIsForOwnWrites || this.masterOffset !== offsetBefore)
      client.writeOffset = this.masterOffset;
  }

  /** A connection is gone, which may have been that of a replica. */
  forget(client: ClientConnection): void {
    this.replicas.remove(client);
  }

  /** What a snapshot says of where it belongs (`rdbPopulateSaveInfo`). */
  saved(): SavedReplication | null {
    const { id } = this.ids;
    const { masterOffset, master } = this;
    if (master === null)
      return this.backlog === null
        ? null
        : { id, offset: masterOffset, database: Math.max(0, this.#selected) };
    const database = master.client?.database ?? master.cached?.database;
    return database === undefined ? null : { id, offset: masterOffset, database };
  }

  /** A node that has just started has loaded its file, which says where it belonged (`loadDataFromDisk`). */
  restored(
    { id, offset, database }: SavedReplication,
    isMaster: boolean,
    dropped: readonly Effect[],
  ): void {
    if (isMaster) {
      this.ids.secondId = id;
      this.ids.secondOffset = offset + 1;
      this.masterOffset = offset;
      this.#needBacklog();
      this.#feed(dropped);
      this.replicas.noneSinceSeconds = seconds(this.#node);
    } else {
      // A replica of a cluster learns a moment later whom it follows, and then begins with this history as its own.
      this.ids.id = id;
      this.masterOffset = offset;
      if (this.master !== null)
        this.master.cached = { id, offset, database, client: this.#newMasterClient() };
    }
  }

  /** Works out anew what follows from role, link and configuration. */
  refresh(): void {
    const { settings, propagation, ledger } = this.#node;
    ledger.followsMaster = this.master !== null;
    ledger.ignoresMemory =
      this.master !== null && this.#node.config.get("replica-ignore-maxmemory") === "yes";
    this.checksRequests =
      this.master !== null || (settings.minReplicasToWrite > 0 && settings.minReplicasMaxLag > 0);
    const isFollowed = this.master === null && this.backlog !== null;
    if (this.#cronAtMs === null && this.#hasCron) this.#cronAtMs = this.#nextCronMs();
    if (isFollowed !== propagation.isFollowed)
      propagation.onEffects = isFollowed ? this.#feed : null;
  }

  /** CONFIG SET changed something. */
  configured(): void {
    this.backlog?.trim();
    this.replicas.countGood();
    this.refresh();
  }

  /** `replicationCron`. */
  #beat(): void {
    const { pause } = this.#node;
    this.failover.check();
    this.master?.beat();
    const isHeld = (this.holdsPings || this.failover.hasDeadline) && pause.isActive;
    if (this.replicas.all.size > 0 && this.#isTimeToPing() && !isHeld) {
      this.pings++;
      this.#write(streamed(["PING"]));
    }
    this.replicas.beat();
    this.#dropOldBacklog();
    this.replicas.beginWhatWaits();
    this.replicas.countGood();
  }

  #isTimeToPing(): boolean {
    const { config, ledger, startedMs, profile } = this.#node;
    const period = Number(config.get("repl-ping-replica-period"));
    if (profile.behaviour.pingsInSilence)
      return this.master === null && seconds(this.#node) >= this.#wroteAtSeconds + period;
    return Math.floor((ledger.nowMs - startedMs) / cronMs) % period === 0;
  }

  /** A master whose replicas are long gone keeps nothing for them. */
  #dropOldBacklog(): void {
    if (this.master !== null || this.backlog === null || this.replicas.all.size > 0) return;
    const ttl = Number(this.#node.config.get("repl-backlog-ttl"));
    if (ttl === 0 || seconds(this.#node) - this.replicas.noneSinceSeconds <= ttl) return;
    this.ids.renew();
    this.#dropBacklog();
    this.refresh();
  }

  get #hasCron(): boolean {
    return this.master !== null || this.backlog !== null || this.failover.isActive;
  }

  /** The cron comes at whole seconds since the node was started. */
  #nextCronMs(): number {
    const period = this.failover.isActive ? cronDuringFailoverMs : cronMs;
    const { startedMs, ledger } = this.#node;
    return startedMs + period * (Math.floor((ledger.nowMs - startedMs) / period) + 1);
  }

  readonly #feed = (effects: readonly Effect[]): void => {
    const commands: StreamedCommand[] = [];
    const frames = this.#node.profile.behaviour.multiNeedsNoDatabase;
    for (const { db, argv } of effects) {
      if (db !== this.#selected && !(frames && isFrame(argv))) {
        commands.push(streamed(["SELECT", String(db)]));
        this.#selected = db;
      }
      commands.push(streamed(argv));
    }
    this.#append(commands, false);
  };

  /** Writes a command that is for no database. */
  #write(command: StreamedCommand): void {
    if (this.master === null && this.backlog !== null) this.#append([command], false);
  }

  #append(commands: readonly StreamedCommand[], asOnePiece: boolean): void {
    for (const { size } of commands) this.masterOffset += size;
    if (!asOnePiece) this.#wroteAtSeconds = seconds(this.#node);
    this.backlog?.append(commands, asOnePiece);
    this.replicas.feed(commands);
  }

  #needBacklog(): void {
    this.backlog ??= new Backlog(this.masterOffset, () =>
      Number(this.#node.config.get("repl-backlog-size")),
    );
    this.refresh();
  }

  #dropBacklog(): void {
    this.backlog = null;
  }

  /** A master that becomes a replica may have nothing that the new master has not (`replicationCacheMasterUsingMyself`). */
  #ownHistory(): CachedMaster {
    const client = this.#newMasterClient();
    return { id: this.ids.id, offset: this.masterOffset, database: 0, client };
  }

  /** A client that a master will be when it lets this node go on. */
  #newMasterClient(): CachedMaster["client"] {
    const { ledger } = this.#node;
    return { id: this.#node.takeClientId(), connectedMs: ledger.nowMs, lastCommand: "NULL" };
  }

  /** A replica that changes its master goes on from where it was, if the new one can. */
  #keptBy(master: MasterLink): CachedMaster | null {
    master.finishLoading();
    if (master.client !== null) master.downSinceSeconds = seconds(this.#node);
    master.keep();
    const { cached } = master;
    master.close();
    return cached;
  }
}

/** The beginning or the end of a transaction. */
function isFrame([name, ...rest]: readonly Bytes[]): boolean {
  return rest.length === 0 && (name === "MULTI" || name === "EXEC");
}
