import type { Random } from "../../sim/random.ts";
import {
  defaultBalancerOptions,
  type BalancerOptions,
} from "../../spec/streamBalancer/contract.ts";
import { streamBalancerFaultKinds } from "../../spec/streamBalancer/fault.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import type { StreamBalancerFaultKind } from "../../spec/streamBalancer/fault.ts";
import type { BalancerStep } from "../../spec/streamBalancer/scenario.ts";
import type { TopologyKind } from "../../spec/topology.ts";

/** Kinds that strike processes, connections and data; those of nodes are drawn apart (`nodeSwarm.ts`). */
export type OwnFaultKind = Exclude<StreamBalancerFaultKind, NodeFault["fault"]>;

/**
 * The configuration of one seed, drawn before anything else (swarm testing): what is left out of a run matters as much
 * as what is in it, because kinds of faults and steps hide each other.
 */
export type BalancerSwarm = {
  readonly options: BalancerOptions;
  readonly horizonMs: number;
  readonly latencyUs: { readonly min: number; readonly max: number };
  readonly consumers: number;
  readonly producers: number;
  /** Whether the consumers start at once, as after a deployment. */
  readonly startTogether: boolean;
  /** How long a consumer may work on a data stream. */
  readonly workMsMax: number;
  /** How often the processing of a piece of work may fail. */
  readonly failsMax: number;
  readonly claimsExpired: boolean;
  readonly addsMax: number;
  /** Names that there are; fewer than pieces of work when some come again. */
  readonly names: number;
  /** Pieces of work that come at once. */
  readonly burstMax: number;
  readonly poisonMax: number;
  readonly poisonBurst: number;
  readonly stepsMax: number;
  readonly steps: readonly Exclude<BalancerStep["do"], "add" | "add-poison">[];
  readonly faultsMax: number;
  readonly faults: readonly OwnFaultKind[];
};

const second = 1000;
const minute = 60 * second;

/** Nodes that know each other are never idle: each second of simulated time has its price. */
const longestMs: Readonly<Record<TopologyKind, number>> = {
  standalone: 10 * minute,
  replicated: 10 * minute,
  cluster: 4 * minute,
};

const latencies = [
  { min: 100, max: 500 },
  { min: 200, max: 5_000 },
  { min: 1_000, max: 40_000 },
];

/** Draws a configuration. @param faults kinds that may occur */
export function drawBalancerSwarm(
  draw: Random,
  { faults, topology }: { readonly faults: readonly string[]; readonly topology: TopologyKind },
): BalancerSwarm {
  const options = drawOptions(draw);
  const { leaseMs, minIdleMs, scanIntervalMs, deadLettersMax } = options;
  const cycleMs = leaseMs + minIdleMs + scanIntervalMs;
  const horizonMs = Math.round(
    Math.min(longestMs[topology], Math.max(10 * second, cycleMs * draw.pick([1.5, 3, 5]))),
  );
  const addsMax = draw.pick([2, 6, 12, 30]);
  const applicable = faults.filter((kind) => !isNodeFaultKind(kind));
  return {
    options,
    horizonMs,
    latencyUs: draw.pick(latencies),
    consumers: draw.pick([1, 2, 2, 3, 5]),
    producers: draw.between(1, 2),
    startTogether: draw.chance(0.6),
    workMsMax: Math.min(
      Math.round(horizonMs / 2),
      draw.pick([20, 2 * leaseMs, 2 * leaseMs, minIdleMs, 3 * minIdleMs, 3 * minIdleMs]),
    ),
    failsMax: draw.pick([0, 0, 0, 1, options.retriesMax, options.retriesMax + 2]),
    claimsExpired: draw.chance(0.5),
    addsMax,
    names: draw.chance(0.3) ? Math.max(1, Math.round(addsMax / 3)) : addsMax,
    burstMax: draw.pick([1, 4, 12, 12]),
    poisonMax: draw.pick([0, 0, 1, 3]),
    // A bound of the dead letters is approximate: a whole block of 100 more may be kept.
    poisonBurst: deadLettersMax < 10 && draw.chance(0.4) ? 230 : draw.pick([1, 1, 3]),
    stepsMax: draw.pick([0, 1, 3, 6]),
    steps: (["shutdown", "reset-topology"] as const).filter(() => draw.chance(0.7)),
    faultsMax: applicable.length === 0 ? 0 : draw.pick([2, 6, 12, 24]),
    faults: streamBalancerFaultKinds.filter(
      (kind): kind is OwnFaultKind =>
        applicable.includes(kind) && draw.chance(kind === "crash" ? 0.8 : 0.4),
    ),
  };
}

/** The published defaults in one of four, for that is what people run; else shorter times, so that more happens. */
function drawOptions(draw: Random): BalancerOptions {
  if (draw.chance(0.25)) return defaultBalancerOptions;
  const leaseMs = draw.pick([500, 1_000, 2_000]);
  const minIdleMs = leaseMs * draw.pick([2, 4, 8]);
  return {
    ...defaultBalancerOptions,
    leaseMs,
    minIdleMs,
    scanIntervalMs: Math.round(minIdleMs * draw.pick([0.5, 1, 2])),
    batch: draw.pick([1, 2, 5, 50]),
    retriesMax: draw.pick([0, 1, 3]),
    deadLettersMax: draw.pick([10_000, 0, 1]),
  };
}

/** The configuration in words, a line each. */
export function tellBalancerSwarm(swarm: BalancerSwarm): string[] {
  const { options, consumers, producers, latencyUs, steps, faults } = swarm;
  const { leaseMs, minIdleMs, scanIntervalMs, batch, retriesMax, deadLettersMax } = options;
  return [
    `${counted(consumers, "consumer")} and ${counted(producers, "producer")} for ${duration(swarm.horizonMs)}, ` +
      `latency ${latencyUs.min / 1000}-${latencyUs.max / 1000} ms`,
    `lease ${duration(leaseMs)}, idle ${duration(minIdleMs)}, scan each ${duration(scanIntervalMs)} by ${batch}, ` +
      `${retriesMax} retries, ${deadLettersMax === 0 ? "all" : deadLettersMax} dead letters`,
    `up to ${counted(swarm.addsMax, "addition")} of up to ${swarm.burstMax} each under ${counted(swarm.names, "name")}, ` +
      `work up to ${duration(swarm.workMsMax)}` +
      (swarm.failsMax === 0 ? "" : `, which fails up to ${swarm.failsMax} times`) +
      (swarm.claimsExpired ? ", some claim what has expired" : ""),
    `up to ${swarm.poisonMax} times ${swarm.poisonBurst} poisoned, up to ${steps.length === 0 ? 0 : swarm.stepsMax} ` +
      `other steps (${steps.join(", ") || "none"})`,
    `up to ${faults.length === 0 ? 0 : swarm.faultsMax} faults (${faults.join(", ") || "none"})`,
  ];
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

function duration(ms: number): string {
  if (ms >= minute) return `${round(ms / minute)} min`;
  return ms >= second ? `${round(ms / second)} s` : `${ms} ms`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
