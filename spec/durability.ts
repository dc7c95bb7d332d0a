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
};

/** The ledger of nothing. */
export const emptyLedger: LedgerFigures = {
  acknowledged: 0,
  survived: 0,
  mayHaveBeenLost: 0,
  lost: 0,
  takenBy: {},
};

/** Two ledgers in one. */
export function addedLedgers(a: LedgerFigures, b: LedgerFigures): LedgerFigures {
  const takenBy: Record<string, number> = { ...a.takenBy };
  for (const [incident, times] of Object.entries(b.takenBy)) {
    takenBy[incident] = (takenBy[incident] ?? 0) + times;
  }
  return {
    acknowledged: a.acknowledged + b.acknowledged,
    survived: a.survived + b.survived,
    mayHaveBeenLost: a.mayHaveBeenLost + b.mayHaveBeenLost,
    lost: a.lost + b.lost,
    takenBy,
  };
}
