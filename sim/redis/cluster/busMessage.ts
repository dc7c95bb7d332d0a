import type { Bytes } from "../bytes.ts";
import type { SlotBits } from "./slotBits.ts";

/** What every message of the bus begins with (Redis 7.0.15, `clusterMsg` in cluster.h). */
export type BusHeader = {
  readonly sender: string;
  readonly currentEpoch: number;
  /** That of the sender, or of its master when it is a replica. */
  readonly configEpoch: number;
  readonly offset: number;
  /** Those of the sender, or of its master; the same object while they do not change. */
  readonly slots: SlotBits;
  /** The id of the sender's master; null for a master. */
  readonly master: string | null;
  /** What cluster-announce-ip says; "" where the receiver is to see for itself. */
  readonly announcedHost: string;
  readonly port: number;
  readonly busPort: number;
  readonly hostname: string;
  readonly flags: number;
  readonly state: ClusterHealth;
  /** The sender has paused its clients for a manual failover. */
  readonly isPaused: boolean;
};

export type ClusterHealth = "ok" | "fail";

/** What one node says of another in passing. Times are in whole seconds. */
export type Gossip = {
  readonly id: string;
  readonly pingSentSeconds: number;
  readonly pongReceivedSeconds: number;
  readonly host: string;
  readonly port: number;
  readonly busPort: number;
  readonly flags: number;
};

/** What the nodes of a cluster say to each other on the bus. Messages are plain objects that nobody changes. */
export type BusMessage =
  | {
      readonly type: "ping" | "pong" | "meet";
      readonly header: BusHeader;
      readonly gossip: readonly Gossip[];
    }
  | { readonly type: "fail"; readonly header: BusHeader; readonly failed: string }
  | {
      readonly type: "publish" | "publishshard";
      readonly header: BusHeader;
      readonly channel: Bytes;
      readonly message: Bytes;
    }
  | {
      readonly type: "update";
      readonly header: BusHeader;
      readonly owner: string;
      readonly ownerEpoch: number;
      readonly ownerSlots: SlotBits;
    }
  /** May I take over from my master? Even from one that works, when `isForced`. */
  | { readonly type: "auth-req"; readonly header: BusHeader; readonly isForced: boolean }
  | { readonly type: "auth-ack" | "mfstart"; readonly header: BusHeader };

/** The names are those of CLUSTER INFO. */
export type BusMessageType = BusMessage["type"];
