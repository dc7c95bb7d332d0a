import type { Random } from "../../sim/random.ts";
import type { BalancerOptions } from "../../spec/streamBalancer/contract.ts";
import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import type { OwnFaultKind } from "./balancerSwarm.ts";

type Target = {
  readonly atMs: number;
  readonly process: string;
  readonly options: BalancerOptions;
  readonly horizonMs: number;
};

/** A fault of a kind that strikes a process, a connection or data. */
export function drawOwnFault(
  draw: Random,
  kind: OwnFaultKind,
  { atMs, process, options, horizonMs }: Target,
): StreamBalancerFault {
  const { leaseMs, minIdleMs } = options;
  /** Shorter than a lease, longer, longer than anybody waits. */
  const forMs = (): number =>
    Math.round(
      draw.pick([0.4 * leaseMs, 1.1 * leaseMs, 3 * leaseMs, minIdleMs, 2 * minIdleMs]) *
        (0.8 + 0.4 * draw.float()),
    );
  /** At one of its next requests, in most cases: a recovery is a handful of them. */
  const moment = () =>
    draw.chance(0.25)
      ? {}
      : {
          request: draw.between(1, draw.pick([3, 10, 40])),
          edge: draw.pick(["after", "before"] as const),
        };
  switch (kind) {
    case "crash": {
      const restartAfterMs = draw.chance(0.25)
        ? null
        : logarithmic(draw, 10, Math.max(20, horizonMs / 4));
      return { fault: kind, process, atMs, restartAfterMs, ...moment() };
    }
    case "pause":
      return { fault: kind, process, atMs, forMs: forMs(), ...moment() };
    case "skew": {
      const byMs = draw.pick([1_000, 31_000, 3_600_000]);
      return { fault: kind, process, atMs, byMs: draw.chance(0.5) ? -byMs : byMs };
    }
    case "refuse":
    case "stall":
    case "partition":
      return { fault: kind, process, atMs, forMs: forMs() };
    case "delay":
      return { fault: kind, process, atMs, forMs: forMs(), byMs: logarithmic(draw, 10, 2 * leaseMs) }; // prettier-ignore
    case "cut-request":
    case "lose-reply":
    case "cut-reply":
      return { fault: kind, process, atMs, request: draw.between(1, draw.pick([3, 10, 40])) };
    case "trim-input":
      return { fault: kind, atMs, length: draw.below(4) };
    case "script-flush":
    case "lost-group":
    case "mute-notifications":
      return { fault: kind, atMs };
  }
}

/** Evenly on a logarithmic scale, because windows of milliseconds matter as much as those of minutes. */
const logarithmic = (draw: Random, low: number, high: number): number =>
  Math.round(low * (high / low) ** draw.float());
