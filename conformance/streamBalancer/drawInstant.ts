import type { Random } from "../../sim/random.ts";
import type { BalancerOptions } from "../../spec/streamBalancer/contract.ts";

/** What instants of a scenario lie close to. */
export type Instants = {
  readonly options: BalancerOptions;
  readonly warmMs: number;
  readonly horizonMs: number;
  /** When steps are taken. */
  readonly stepsMs: readonly number[];
};

/**
 * An instant, either anywhere or close to where something is about to happen: right after a step, a lease, the idle time or
 * some scans later.
 */
export function drawInstant(
  draw: Random,
  { options, warmMs, horizonMs, stepsMs }: Instants,
): number {
  if (stepsMs.length === 0 || draw.chance(0.3)) return warmMs + draw.below(horizonMs - warmMs);
  const { leaseMs, minIdleMs, scanIntervalMs } = options;
  const laterMs = draw.pick([
    0,
    0,
    leaseMs / 2,
    leaseMs,
    minIdleMs,
    scanIntervalMs * draw.between(1, 3),
    minIdleMs + scanIntervalMs,
  ]);
  const offsetMs = draw.pick([-1, 0, draw.between(-20, 200), draw.between(-leaseMs, leaseMs)]);
  const atMs = draw.pick(draw.chance(0.3) ? [0] : stepsMs) + laterMs + offsetMs;
  return warmMs + Math.round(Math.max(0, atMs - warmMs) % (horizonMs - warmMs));
}
