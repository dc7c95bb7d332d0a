/**
 * What it means that an operation was acknowledged. It is declared by the subject, for each of its operations, and
 * held against it.
 *
 * - `none`: nothing; it was sent off.
 * - `received`: the master had carried it out. What takes the master's word back (a failover, a restart with less than
 *   it had) may take the operation with it.
 * - `replicated`: besides the master, at least so many replicas had it (WAIT). It stays, while at most one node of a
 *   shard fails at a time.
 */
export type Acknowledgement =
  | { readonly means: "none" | "received" }
  | { readonly means: "replicated"; readonly replicas: number };

/** What became of an acknowledged operation that had changed something. */
export type Fate =
  /** It is part of what the data came from: in force at the end, or replaced by somebody's later change. */
  | "survived"
  /** It is not, and what its acknowledgement means allows that. */
  | "may-have-been-lost"
  /** It is not, against what its acknowledgement means. */
  | "lost";

/** The durability ledger of a run, or of many, in figures. The last three add up to the first. */
export type LedgerFigures = {
  /** Operations that were acknowledged and had changed something. */
  readonly acknowledged: number;
  readonly survived: number;
  readonly mayHaveBeenLost: number;
  readonly lost: number;
  /** How many of those that may have been lost, or were, each kind of incident took. */
  readonly takenBy: Readonly<Record<string, number>>;
  /** How often work that had been dispatched was dispatched again, by what brought that about. */
  readonly repeated: Readonly<Record<string, number>>;
};

/** The ledger of nothing. */
export const emptyLedger: LedgerFigures = {
  acknowledged: 0,
  survived: 0,
  mayHaveBeenLost: 0,
  lost: 0,
  takenBy: {},
  repeated: {},
};

/** Two ledgers in one. */
export function addedLedgers(a: LedgerFigures, b: LedgerFigures): LedgerFigures {
  return {
    acknowledged: a.acknowledged + b.acknowledged,
    survived: a.survived + b.survived,
    mayHaveBeenLost: a.mayHaveBeenLost + b.mayHaveBeenLost,
    lost: a.lost + b.lost,
    takenBy: addedCounts(a.takenBy, b.takenBy),
    repeated: addedCounts(a.repeated, b.repeated),
  };
}

type Counts = Readonly<Record<string, number>>;

function addedCounts(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, times] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}
