import type { Random } from "../../sim/random.ts";
import type { KernelFault, KernelFaultKind } from "../../spec/fault.ts";

type Target = { readonly atMs: number; readonly process: string; readonly horizonMs: number };

/** A fault of a kind that strikes a process or its connections. */
export function drawKernelFault(
  draw: Random,
  kind: KernelFaultKind,
  { atMs, process, horizonMs }: Target,
): KernelFault {
  const forMs = (): number => logarithmic(draw, 20, Math.max(40, horizonMs / 4));
  const request = (): number => draw.between(1, draw.pick([3, 8, 20]));
  const moment = () =>
    draw.chance(0.4) ? {} : { request: request(), edge: draw.pick(["after", "before"] as const) };
  switch (kind) {
    case "crash": {
      const restartAfterMs = draw.chance(0.2) ? null : forMs();
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
      return { fault: kind, process, atMs, forMs: forMs(), byMs: logarithmic(draw, 10, 2_000) };
    case "cut-request":
    case "lose-reply":
    case "cut-reply":
      return { fault: kind, process, atMs, request: request() };
    case "script-flush":
      return { fault: kind, atMs };
  }
}

/** Evenly on a logarithmic scale, because windows of milliseconds matter as much as those of minutes. */
const logarithmic = (draw: Random, low: number, high: number): number =>
  Math.round(low * (high / low) ** draw.float());
