import type { Bytes } from "./bytes.ts";
import type { AccessRules } from "./keyspace/accessCounter.ts";
import type { KeyEvent } from "./keyspace/keyEvent.ts";
import type { Value } from "./keyspace/value.ts";
import { lookupUses } from "./lookup.ts";

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
  evicted: number;
  /** What the look-ups of the running command leave behind; see lookup.ts. */
  lookup: number;
  hits: number;
  misses: number;
  /** The second that values are marked with when they are used, in 24 bits. */
  clock: number;
  /** That clock when the server started. */
  readonly startClock: number;
  /** The same marks of the small integers that keys share; null while each key has its own. */
  sharedUses: Map<number, number> | null;
  /** Set while an LFU policy is chosen: then uses are counted instead. */
  uses: AccessRules | null;
  /** Fields of hashes that were deleted because their time was over. */
  expiredFields: number;
  onKeyChanged: ((db: number, key: Bytes) => void) | null;
  /** Set while notify-keyspace-events asks for any. */
  onKeyEvent: ((db: number, event: KeyEvent, key: Bytes) => void) | null;
  /** Told of keys whose size may have changed, while there is a limit to the memory. */
  onKeySized: ((db: number, key: Bytes) => void) | null;
  /** Told of keys that came or went, and of streams that grew, while clients wait for keys. */
  onKeyReady: ((db: number, key: Bytes, kind: Value["kind"]) => void) | null;
  /** Told of keys that clients may have cached, from the first client on that does; `byServer` when they expired. */
  onKeyModified: ((key: Bytes, byServer: boolean) => void) | null;
  /** Told of keys that the server itself deleted, while somebody follows what happens to the data. */
  onKeyLost: ((db: number, key: Bytes, because: "expired" | "evicted") => void) | null;
  /** While the node follows a master, whose word it waits for: keys past their time are not seen, but stay. */
  followsMaster: boolean;
  /** While it does as its master does, which evicts for both: nothing is evicted or refused for lack of memory. */
  ignoresMemory: boolean;
  /** While the master's word is executed: nothing is past its time. */
  nothingExpires: boolean;
  /** As `onKeyLost`, of a field of a hash that was past its time. */
  onFieldLost: ((db: number, key: Bytes, field: Bytes) => void) | null;
  /** While CLIENT PAUSE lasts, keys past their time are not seen, but stay. */
  expiryPaused: boolean;
};

/** Of a node that starts now. @param keysAreEmbedded no two keys share a small integer */
export function newLedger(nowUs: number, keysAreEmbedded: boolean): Ledger {
  return {
    nowUs,
    nowMs: Math.floor(nowUs / 1000),
    touched: 0,
    changes: 0,
    expired: 0,
    evicted: 0,
    lookup: lookupUses,
    hits: 0,
    misses: 0,
    clock: clockOf(nowUs),
    startClock: clockOf(nowUs),
    sharedUses: keysAreEmbedded ? null : new Map(),
    uses: null,
    expiredFields: 0,
    onKeyChanged: null,
    onKeyEvent: null,
    onKeySized: null,
    onKeyReady: null,
    onKeyModified: null,
    onKeyLost: null,
    onFieldLost: null,
    followsMaster: false,
    ignoresMemory: false,
    nothingExpires: false,
    expiryPaused: false,
  };
}

/** From here on it is then. */
export function setClock(ledger: Ledger, nowUs: number): void {
  ledger.nowUs = nowUs;
  ledger.nowMs = Math.floor(nowUs / 1000);
  ledger.clock = clockOf(nowUs);
}

/** Redis keeps 24 bits of the seconds. */
function clockOf(nowUs: number): number {
  return (nowUs / 1_000_000) & 0xff_ffff;
}

/** The cost of one search among n ordered elements. */
export function searchCost(n: number): number {
  return Math.ceil(Math.log2(n + 1));
}
