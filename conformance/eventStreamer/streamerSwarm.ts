import type { Random } from "../../sim/random.ts";
import { kernelFaultKinds, type KernelFaultKind } from "../../spec/fault.ts";
import type { ScenarioReceiver, StreamerStep } from "../../spec/eventStreamer/scenario.ts";

/** The configuration of one seed, drawn before anything else (swarm testing). */
export type StreamerSwarm = {
  readonly horizonMs: number;
  readonly latencyUs: { readonly min: number; readonly max: number };
  readonly hosts: number;
  readonly receivers: number;
  readonly topics: number;
  /** Names that receivers go by; few of them, so that some meet. */
  readonly names: number;
  readonly fromLatestPart: number;
  readonly impatientPart: number;
  readonly workMsMax: number;
  readonly acknowledges: readonly ScenarioReceiver["acknowledges"][];
  readonly sendsMax: number;
  /** Part of the sends that are many at once. */
  readonly burstPart: number;
  readonly stepsMax: number;
  readonly steps: readonly Exclude<StreamerStep["do"], "send">[];
  readonly faultsMax: number;
  readonly faults: readonly KernelFaultKind[];
};

const acknowledging = ["once", "twice", "at-second", "again-later"] as const;
const steps = ["add-poison", "cancel", "receive-cancelled", "close", "reopen"] as const;

/** Kinds that mean something to a subject that knows no network. */
const withoutNetwork: ReadonlySet<string> = new Set(["crash", "pause", "skew"]);

/** Draws a configuration. @param faults kinds that may occur */
export function drawStreamerSwarm(
  draw: Random,
  { faults, isDurable }: { readonly faults: readonly string[]; readonly isDurable: boolean },
): StreamerSwarm {
  const applicable = kernelFaultKinds.filter(
    (kind) => faults.includes(kind) && (isDurable || withoutNetwork.has(kind)),
  );
  const acknowledges = acknowledging.filter(() => draw.chance(0.5));
  return {
    horizonMs: draw.pick([5_000, 30_000, 120_000]),
    latencyUs: draw.pick([
      { min: 100, max: 500 },
      { min: 200, max: 5_000 },
      { min: 1_000, max: 40_000 },
    ]),
    hosts: isDurable ? draw.between(1, 3) : 1,
    receivers: draw.pick([1, 2, 3, 5, 8]),
    topics: draw.between(1, 3),
    names: draw.between(1, 3),
    fromLatestPart: draw.pick([0, 0.3, 1]),
    impatientPart: draw.pick([0, 0.3, 0.8]),
    workMsMax: draw.pick([0, 100, 5_000]),
    acknowledges: acknowledges.length === 0 ? ["once"] : acknowledges,
    sendsMax: draw.pick([1, 4, 12, 40]),
    burstPart: draw.pick([0, 0, 0.2]),
    stepsMax: draw.pick([0, 2, 6, 12]),
    steps: steps.filter(() => draw.chance(0.6)),
    faultsMax: applicable.length === 0 ? 0 : draw.pick([0, 1, 3]),
    faults: applicable.filter(() => draw.chance(0.6)),
  };
}

/** The configuration in words, a line each. */
export function tellStreamerSwarm(swarm: StreamerSwarm): string[] {
  const { hosts, receivers, topics, names, horizonMs, latencyUs, acknowledges } = swarm;
  return [
    `${receivers} receivers in ${hosts} processes for ${horizonMs / 1000} s, ${topics} topics, ${names} names, latency ${latencyUs.min / 1000}-${latencyUs.max / 1000} ms`,
    `acknowledged ${acknowledges.join(", ")}; up to ${swarm.sendsMax} sends, ${swarm.burstPart * 100} % of them many at once`,
    `up to ${swarm.steps.length === 0 ? 0 : swarm.stepsMax} other steps (${swarm.steps.join(", ") || "none"})`,
    `up to ${swarm.faults.length === 0 ? 0 : swarm.faultsMax} faults (${swarm.faults.join(", ") || "none"})`,
  ];
}
