import type { SlotBits } from "./slotBits.ts";

/** A node as nodes.conf has it. */
export type PersistedNode = {
  readonly id: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  readonly busPort: number;
  readonly flags: number;
  readonly master: string | null;
  readonly shard: string | null;
  readonly isPinged: boolean;
  readonly hasAnswered: boolean;
  readonly configEpoch: number;
  readonly slots: SlotBits;
};

/** What a node of a cluster keeps while it is down: its nodes.conf. Nodes in handshake are not in it. */
export type PersistedCluster = {
  readonly nodes: readonly PersistedNode[];
  readonly currentEpoch: number;
  readonly lastVoteEpoch: number;
  /** Slot and id of the other node. */
  readonly migratingTo: readonly (readonly [number, string])[];
  readonly importingFrom: readonly (readonly [number, string])[];
};
