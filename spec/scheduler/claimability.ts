import type { Millis } from "./contract.ts";
import type { ScheduleState } from "./history.ts";

/**
 * From when on, and until when, a schedule in this state can be claimed; null when it cannot.
 *
 * Where the contract leaves a choice, the answer is the narrower one, so that nobody is blamed for the choice:
 * 1. An occurrence that was due before `toMs` may be claimed after it, or be given up then.
 * 2. A claim that reached the limit has been counted, and its occurrence is claimed again when the lease ends. But
 *    when the limit was lowered below the count meanwhile, it may be given up.
 */
export function claimability(
  state: ScheduleState | null,
): { readonly fromMs: Millis; readonly untilMs: Millis } | null {
  if (state === null || state.status !== "active" || state.nextRunAtMs === null) return null;
  const { nextRunAtMs, fromMs, toMs, leasedUntilMs, limit, runCount } = state;
  if (toMs !== null && nextRunAtMs > toMs) return null;
  if (limit !== null && (leasedUntilMs === null ? runCount >= limit : runCount > limit))
    return null;
  return {
    fromMs: Math.max(nextRunAtMs, fromMs ?? -Infinity, leasedUntilMs ?? -Infinity),
    untilMs: toMs ?? Infinity,
  };
}
