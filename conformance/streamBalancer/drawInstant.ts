import type { Random } from "../../sim/random.ts";
import type { BalancerOptions } from "../../spec/streamBalancer/contract.ts";

/** What instants of a scenario lie close to. */
export type Instants = {
  readonly options: BalancerOptions;
  readonly warmMs: number;
  readonly horizonMs: number;
  /** How long the work on what a step adds may take. */
  readonly workMsMax: number;
  /** When steps are taken. */
  readonly stepsMs: readonly number[];
};

/**
 * An instant, either anywhere or close to where something is about to happen: while what a step has added is worked on, or
 * some scans after the consumers have started.
 */
export function drawInstant(draw: Random, instants: Instants): number {
  const { options, warmMs, horizonMs, stepsMs, workMsMax } = instants;
  if (stepsMs.length === 0 || draw.chance(0.2)) return warmMs + draw.below(horizonMs - warmMs);
  if (draw.chance(0.2)) {
    const scan = draw.between(0, 3);
    const { scanIntervalMs, jitter } = options;
    return within(instants, scan * scanIntervalMs * (1 + jitter * draw.float()));
  }
  const laterMs = draw.pick([draw.between(-5, 50), draw.below(options.leaseMs), draw.below(workMsMax + 1)]); // prettier-ignore
  return within(instants, draw.pick(stepsMs) + laterMs);
}

/** An instant at which somebody may be recovering what was lost at another one. */
export function drawRecovery(draw: Random, lostMs: number, instants: Instants): number {
  const { leaseMs, minIdleMs, scanIntervalMs, jitter } = instants.options;
  const laterMs = draw.pick([
    leaseMs + draw.between(-200, 50),
    draw.below(leaseMs),
    // As soon as it counts as idle, the next scan finds it; the last of the requests before is long ago.
    minIdleMs,
    minIdleMs + draw.below(scanIntervalMs * (1 + jitter)),
    minIdleMs + draw.below(scanIntervalMs * (1 + jitter)),
  ]);
  return within(instants, lostMs + laterMs);
}

/** The instant itself, or one as late as that in another round when the faults are over by then. */
function within({ warmMs, horizonMs }: Instants, atMs: number): number {
  return warmMs + (Math.round(Math.max(0, atMs - warmMs)) % (horizonMs - warmMs));
}
