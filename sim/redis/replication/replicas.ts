import type { ClientConnection } from "../clientConnection.ts";
import type { RedisNode } from "../node.ts";
import type { Replica } from "./replica.ts";
import { sizeOf, takeSnapshot } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { endOf, isOver, spanFrom } from "./span.ts";
import type { Span } from "./span.ts";
import type { StreamedCommand } from "./streamedCommand.ts";

/** A connection that another node made to be told of everything. */
export type ReplicaClient = ClientConnection & { readonly replica: Replica };

/** Writing a snapshot and sending it takes a millisecond, and one more for so many bytes: some 100 MB a second. */
const bytesSentPerMs = 100_000;

/**
 * The replicas that are connected to a node: what they are sent, and what they acknowledged.
 *
 * After replication.c of Redis 7.0.15 (`syncCommand`, `startBgsaveForReplication`, `replicationCron`).
 */
export class Replicas {
  readonly #node: RedisNode;
  /** In the order in which they asked to be synchronised. */
  readonly all = new Set<ReplicaClient>();
  /** Since when there is none, in seconds. */
  noneSinceSeconds: number;
  /** How many of them are online and not late, as it was counted last; only while `min-replicas-to-write` asks. */
  goodCount = 0;
  fullSynchronisations = 0;
  partialAccepted = 0;
  partialRefused = 0;
  /** The snapshot that is being written, until when, and whether the replica says when it has it (diskless). */
  #writing: {
    readonly snapshot: Snapshot;
    readonly span: Span;
    readonly diskless: boolean;
  } | null = null;

  constructor(node: RedisNode) {
    this.#node = node;
    this.noneSinceSeconds = seconds(node);
  }

  get online(): ReplicaClient[] {
    return [...this.all].filter(({ replica }) => replica.state === "online");
  }

  feed(commands: readonly StreamedCommand[]): void {
    for (const { replica } of this.all) replica.feed(commands);
  }

  /** CONFIG RESETSTAT. */
  forgetCounts(): void {
    this.fullSynchronisations = this.partialAccepted = this.partialRefused = 0;
  }

  /** How many have acknowledged this offset. */
  countAcknowledged(offset: number): number {
    let count = 0;
    for (const { replica } of this.all)
      if (replica.state === "online" && replica.acknowledged >= offset) count++;
    return count;
  }

  /** A replica goes on from where it was: the part of the stream that it missed follows. */
  resume(client: ReplicaClient, missed: readonly StreamedCommand[]): void {
    const { replica } = client;
    replica.state = "online";
    replica.acknowledgedSeconds = seconds(this.#node);
    replica.startsOnAcknowledgement = false;
    this.all.add(client);
    this.partialAccepted++;
    replica.feed(missed);
    this.#nowOnline();
  }

  /** A replica needs everything. */
  addForSnapshot(client: ReplicaClient): void {
    const { replica } = client;
    replica.state = "waitsForStart";
    replica.askedSeconds = seconds(this.#node);
    this.fullSynchronisations++;
    this.all.add(client);
  }

  /** After `addForSnapshot`: begins to write a snapshot if nothing is to be waited for. */
  beginOrWait(client: ReplicaClient): void {
    if (this.#writing !== null) {
      if (!this.#writing.diskless) this.#attach(client.replica);
      return;
    }
    if (this.#isDiskless && this.#delaySeconds > 0) return;
    this.#begin();
  }

  /** Forgets a connection that is gone. */
  remove(client: ClientConnection): void {
    if (!this.all.delete(client as ReplicaClient)) return;
    if (this.all.size === 0) this.noneSinceSeconds = seconds(this.#node);
    this.countGood();
  }

  /** Breaks all connections: the replicas have to ask again. */
  disconnectAll(): void {
    for (const client of this.all) client.kill();
  }

  /** `refreshGoodSlavesCount`. */
  countGood(): void {
    const { minReplicasToWrite, minReplicasMaxLag } = this.#node.settings;
    if (minReplicasToWrite === 0 || minReplicasMaxLag === 0) return;
    const now = seconds(this.#node);
    this.goodCount = this.online.filter(
      ({ replica }) => now - replica.acknowledgedSeconds <= minReplicasMaxLag,
    ).length;
  }

  /** When a snapshot is written, in milliseconds. */
  get nextDeadlineMs(): number | null {
    const { nowMs } = this.#node.ledger;
    return this.#writing === null ? null : endOf(this.#writing.span, nowMs);
  }

  /** Sends the snapshot that is written by now. */
  finishWriting(): void {
    const writing = this.#writing;
    if (writing === null || !isOver(writing.span, this.#node.ledger.nowMs)) return;
    this.#writing = null;
    if (!writing.diskless) this.#node.savedSnapshot = writing.snapshot; // into the file that SAVE writes
    for (const { replica } of this.all) {
      if (replica.state !== "waitsForEnd") continue;
      replica.send({
        type: "snapshot",
        snapshot: writing.snapshot,
        isDiskless: writing.diskless,
      });
      replica.state = "online";
      replica.acknowledgedSeconds = seconds(this.#node);
      if (writing.diskless) replica.startsOnAcknowledgement = true;
      else replica.start();
    }
    this.#nowOnline();
  }

  /** `replicaPutOnline`: who waits for an offset that every replica has, as for that of no write, has waited for this. */
  #nowOnline(): void {
    this.countGood();
    this.#node.replication.waits.serve();
  }

  /** What `replicationCron` does for replicas once a second, after the PING. */
  beat(): void {
    const node = this.#node;
    const now = seconds(node);
    const timeout = Number(node.config.get("repl-timeout"));
    for (const { replica } of this.all)
      if (
        replica.state === "waitsForStart" ||
        (replica.state === "waitsForEnd" && this.#writing?.diskless === false)
      )
        replica.send({ type: "newline" });
    for (const client of this.online)
      if (now - client.replica.acknowledgedSeconds > timeout) client.kill();
  }

  /** `replicationStartPendingFork`: begins the snapshot that was put off until more replicas have come. */
  beginWhatWaits(): void {
    if (this.#writing !== null) return;
    const waiting = [...this.all].filter(({ replica }) => replica.state === "waitsForStart");
    if (waiting.length === 0) return;
    const now = seconds(this.#node);
    const longest = Math.max(...waiting.map(({ replica }) => now - replica.askedSeconds));
    const enough = Number(this.#node.config.get("repl-diskless-sync-max-replicas"));
    if (
      !this.#isDiskless ||
      (enough > 0 && waiting.length >= enough) ||
      longest >= this.#delaySeconds
    )
      this.#begin();
  }

  get #isDiskless(): boolean {
    return this.#node.config.get("repl-diskless-sync") === "yes";
  }

  get #delaySeconds(): number {
    return Number(this.#node.config.get("repl-diskless-sync-delay"));
  }

  #begin(): void {
    const { replication, ledger } = this.#node;
    const snapshot = takeSnapshot(this.#node);
    const span = spanFrom(ledger.nowMs, 1 + Math.floor(sizeOf(snapshot) / bytesSentPerMs));
    this.#writing = { snapshot, span, diskless: this.#isDiskless };
    for (const { replica } of this.all) {
      if (replica.state !== "waitsForStart") continue;
      replica.state = "waitsForEnd";
      replica.snapshotOffset = replication.masterOffset;
      this.#announce(replica);
    }
    replication.selectAgain();
  }

  /** A snapshot for another replica is being written to a file, from which this one can be sent it, too. */
  #attach(replica: Replica): void {
    const other = [...this.all].find((client) => client.replica.state === "waitsForEnd");
    if (other === undefined) return;
    replica.holdAsWell(other.replica, other.replica.held);
    replica.state = "waitsForEnd";
    this.#announce(replica);
    this.#node.replication.selectAgain();
  }

  #announce(replica: Replica): void {
    const { id } = this.#node.replication.ids;
    replica.send({ type: "reply", bytes: `+FULLRESYNC ${id} ${replica.snapshotOffset}\r\n` });
  }
}

/** The node's clock as Redis mostly looks at it here. */
export function seconds({ ledger }: RedisNode): number {
  return Math.floor(ledger.nowMs / 1000);
}
