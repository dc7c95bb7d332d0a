import type { StreamBalancerAnalysis } from "./analyse.ts";

/**
 * How long an entry that nobody works on may be pending in quiet times: until it has been idle for long enough, and then
 * until the next scan has come to it, of each of those that one scan of a batch each would take, whatever precedes it. What
 * scans and requests themselves take is on top: a lease is a generous bound for all of it, since a request that takes
 * longer than half a lease would lose it.
 */
export function recoveryMs(trial: StreamBalancerAnalysis): number {
  const { minIdleMs, scanIntervalMs, jitter, leaseMs, batch } = trial.options;
  const { slackMs } = trial;
  const scans = Math.max(1, Math.ceil(pendingMax(trial) / batch));
  return minIdleMs + scanIntervalMs * (1 + jitter) * scans + leaseMs + slackMs;
}

const known = new WeakMap<StreamBalancerAnalysis, number>();

/** How many entries were pending at the same moment of the quiet phase, at most. */
function pendingMax(trial: StreamBalancerAnalysis): number {
  const found = known.get(trial) ?? countPending(trial);
  known.set(trial, found);
  return found;
}

function countPending(trial: StreamBalancerAnalysis): number {
  const changes: { readonly index: number; readonly by: 1 | -1 }[] = [];
  for (const { moves } of trial.entries) {
    for (const [position, { where, index }] of moves.entries()) {
      const isPending = where.place === "pending" || where.place === "trimmed";
      const before = moves[position - 1]?.where.place;
      const wasPending = before === "pending" || before === "trimmed";
      if (isPending !== wasPending) changes.push({ index, by: isPending ? 1 : -1 });
    }
  }
  changes.sort((a, b) => a.index - b.index);
  let count = 0;
  let most = 0;
  for (const { index, by } of changes) {
    if (index > trial.quietIndex) most = Math.max(most, count);
    count += by;
  }
  return Math.max(most, count);
}
