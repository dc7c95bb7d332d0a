import type { Bytes } from "../bytes.ts";
import type { PeerLink } from "../peers.ts";
import type { ReplicationMessage } from "./replicationMessage.ts";
import type { StreamedCommand } from "./streamedCommand.ts";

/**
 * What a connection is to the master before it asks to be synchronised (`none`), while it waits for a snapshot to be
 * begun, while that is written, and from then on.
 */
export type ReplicaState = "none" | "waitsForStart" | "waitsForEnd" | "online";

/** What a master knows of one connection that another node made to it. */
export class Replica {
  state: ReplicaState = "none";
  /** As REPLCONF said; what clients are told of it. */
  listeningPort = 0;
  announcedHost: Bytes | null = null;
  /** REPLCONF capa. */
  readonly capabilities = new Set<string>();
  /** The offset that it acknowledged last, and when, in seconds since the epoch. */
  acknowledged = 0;
  acknowledgedSeconds = 0;
  /** When it asked to be synchronised, in seconds. */
  askedSeconds = 0;
  /** The offset of the snapshot that it is given. */
  snapshotOffset = 0;
  /** What came after the snapshot waits until the replica has loaded it, and says so. */
  startsOnAcknowledgement = false;
  /** Null where an ordinary client said REPLCONF. */
  readonly #link: PeerLink<ReplicationMessage> | null;
  /** What it is to be sent once it is online. */
  #held: StreamedCommand[] = [];

  constructor(link: PeerLink<ReplicationMessage> | null) {
    this.#link = link;
  }

  /** Whether it can be sent a stream; PSYNC of an ordinary client is not modelled. */
  get isPeer(): boolean {
    return this.#link !== null;
  }

  /** What was written meanwhile is also for this one, which is given the same snapshot. */
  holdAsWell({ snapshotOffset }: Replica, commands: readonly StreamedCommand[]): void {
    this.snapshotOffset = snapshotOffset;
    this.#held = [...commands];
  }

  get held(): readonly StreamedCommand[] {
    return this.#held;
  }

  send(message: ReplicationMessage): void {
    this.#link?.send(message);
  }

  /** A part of the stream: sent at once, or when the replica is ready for it. */
  feed(commands: readonly StreamedCommand[]): void {
    if (this.state === "waitsForStart" || commands.length === 0) return;
    if (this.state === "online" && !this.startsOnAcknowledgement)
      this.send({ type: "stream", commands });
    else this.#held.push(...commands);
  }

  /** The replica is ready for the stream. */
  start(): void {
    this.startsOnAcknowledgement = false;
    const commands = this.#held;
    this.#held = [];
    this.feed(commands);
  }
}
