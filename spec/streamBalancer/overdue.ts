import type { StreamBalancerAnalysis } from "./analyse.ts";
import { recoveryMs } from "./recoveryMs.ts";
import type { EntryStory, Move } from "./stories.ts";

/** A pending entry that nobody worked on and nobody recovered for longer than it may take. */
export type Overdue = {
  readonly entry: EntryStory;
  /** When it became pending. */
  readonly move: Move;
  /** Since when nobody worked on it, nothing struck, and everything was healed. */
  readonly sinceAt: number;
  /** By when it should have been recovered. */
  readonly dueAt: number;
  /** Its next move, or the end of the run. */
  readonly untilAt: number;
  readonly untilIndex: number;
};

/**
 * Judged in the quiet phase only, while some consumer is there and well, which has to do it. Time is counted from the last
 * thing that may have kept anybody from it: the end of whoever owned the data stream, an incident, a clock that was
 * ahead when the entry was delivered.
 */
export function overdueEntries(trial: StreamBalancerAnalysis): readonly Overdue[] {
  const lastSetback = trial.setbacks.at(-1)?.event.at ?? -Infinity;
  const aheadMs = trial.nodes.clockAheadMs(0, trial.endIndex);
  const lateMs = recoveryMs(trial);
  return trial.entries.flatMap((entry) =>
    entry.moves.flatMap((move, position): readonly Overdue[] => {
      if (move.where.place !== "pending" && move.where.place !== "trimmed") return [];
      const next = entry.moves[position + 1];
      const untilAt = next?.at ?? trial.endAt;
      const untilIndex = next?.index ?? trial.endIndex;
      const quietAt = Math.max(trial.settledAt, lastSetback) + aheadMs;
      if (Math.max(quietAt, move.at) + lateMs >= untilAt) return [];
      const owned = lastOwnedAt(trial, entry, move.index, untilIndex, untilAt);
      const sinceAt = Math.max(quietAt, move.at, owned);
      const dueAt = sinceAt + lateMs;
      if (dueAt >= untilAt || !trial.isServed(sinceAt, dueAt)) return [];
      return [{ entry, move, sinceAt, dueAt, untilAt, untilIndex }];
    }),
  );
}

/** Until when somebody owned an entry's data stream, for all that others could know, while the entry was pending. */
function lastOwnedAt(
  trial: StreamBalancerAnalysis,
  { content }: EntryStory,
  fromIndex: number,
  untilIndex: number,
  untilAt: number,
): number {
  const stream = content.item?.name;
  if (stream === undefined) return -Infinity;
  let last = -Infinity;
  for (const ownership of trial.ownershipsOf(stream)) {
    if (ownership.fromIndex > untilIndex || ownership.untilIndex < fromIndex) continue;
    last = Math.max(last, Math.min(ownership.untilAt, untilAt));
  }
  for (const { index, until, at } of trial.leases.of(stream)) {
    if (index > untilIndex) break;
    if (until !== null && until >= at) last = Math.max(last, Math.min(until, untilAt));
  }
  return last;
}
