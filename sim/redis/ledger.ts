import type { Bytes } from "./bytes.ts";
import type { KeyEvent } from "./keyspace/keyEvent.ts";
import type { Value } from "./keyspace/value.ts";

/**
 * What a command shares with the keyspace besides its arguments: the time it runs at, which does not move while it
 * runs (nor during EXEC or a script), and the traces it leaves.
 */
export type Ledger = {
  nowUs: number;
  nowMs: number;
  /** Elements visited since the node was created. */
  touched: number;
  /** Changes to the data since the node was created, as Redis' `dirty`. */
  changes: number;
  expired: number;
  /** Fields of hashes that were deleted because their time was over. */
  expiredFields: number;
  onKeyChanged: ((db: number, key: Bytes) => void) | null;
  /** Set while notify-keyspace-events asks for any. */
  onKeyEvent: ((db: number, event: KeyEvent, key: Bytes) => void) | null;
  /** Told of keys that came or went, and of streams that grew, while clients wait for keys. */
  onKeyReady: ((db: number, key: Bytes, kind: Value["kind"]) => void) | null;
};

/** The cost of one search among n ordered elements. */
export function searchCost(n: number): number {
  return Math.ceil(Math.log2(n + 1));
}
