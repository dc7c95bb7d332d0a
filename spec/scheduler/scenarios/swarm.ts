import type { SchedulerCapability } from "../contract.ts";
import { schedulerFaultKinds, type SchedulerFaultKind } from "../fault.ts";
import { isNodeFaultKind, type NodeFaultKind } from "../../nodeFault.ts";
import type { TopologyKind } from "../../topology.ts";
import type { SchedulerStep } from "../scenario.ts";

/** The little of chance that drawing a configuration needs; sim's `Random` is one. */
export type Draw = {
  below(bound: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
};

/**
 * The configuration of one seed, drawn before anything else (swarm testing): what is left out of a run matters as much
 * as what is in it, because kinds of faults and operations hide each other.
 */
export type Swarm = {
  readonly horizonMs: number;
  readonly workers: number;
  readonly pollMs: number;
  readonly dispatchMsMax: number;
  readonly latencyUs: { readonly min: number; readonly max: number };
  readonly schedulesMax: number;
  readonly legacyMax: number;
  readonly operationsMax: number;
  readonly operations: readonly SchedulerStep["do"][];
  readonly faultsMax: number;
  /** Those of nodes are drawn elsewhere (`nodeSwarm.ts`). */
  readonly faults: readonly Exclude<SchedulerFaultKind, NodeFaultKind>[];
};

export type SwarmOptions = {
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  readonly faults: readonly SchedulerFaultKind[];
  readonly topology: TopologyKind;
};

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
export const day = 24 * hour;

/** From seconds to 40 days, which is beyond what a timer of Node can hold (2^31 ms, 24.8 days). */
const horizons = [10 * second, minute, 10 * minute, 10 * minute, 6 * hour, 3 * day, 40 * day];

/** Nodes that know each other are never idle: each second of simulated time has its price. */
const horizonsOn: Readonly<Record<TopologyKind, readonly number[]>> = {
  standalone: horizons,
  replicated: [10 * second, minute, 10 * minute, 10 * minute, hour],
  cluster: [10 * second, minute, minute, 5 * minute, 10 * minute],
};

const latencies = [
  { min: 100, max: 500 },
  { min: 200, max: 5_000 },
  { min: 1_000, max: 40_000 },
];

/** Polls that one run may cost; they decide how long a seed takes. */
const pollsPerRun = 400;

const dataFaults: ReadonlySet<SchedulerFaultKind> = new Set([
  "stale-early",
  "stale-late",
  "missing-member",
  "orphan-member",
  "malformed-member",
  "wrong-type",
]);

export function drawSwarm(draw: Draw, { capabilities, faults, topology }: SwarmOptions): Swarm {
  const horizonMs = draw.pick(horizonsOn[topology]);
  const workers = draw.between(1, 5);
  const pollMs = Math.max(
    200,
    Math.round((horizonMs * workers * draw.pick([0.5, 1, 2])) / pollsPerRun),
  );
  const operations: SchedulerStep["do"][] = ["define", "delete", "get", "list"];
  for (const operation of ["update", "pause", "trigger", "migrate"] as const) {
    if (!capabilities.has(operation)) continue;
    operations.push(operation);
    if (operation === "pause") operations.push("resume");
  }
  const applicable = faults.filter(
    (kind) => !isNodeFaultKind(kind) && (capabilities.has("index") || !dataFaults.has(kind)),
  );
  return {
    horizonMs,
    workers,
    pollMs,
    dispatchMsMax: draw.pick([0, 20, 500, 2 * pollMs]),
    latencyUs: draw.pick(latencies),
    schedulesMax: draw.pick([1, 2, 3, 5, 8, 30]),
    legacyMax: capabilities.has("migrate") && draw.chance(0.25) ? draw.between(1, 5) : 0,
    operationsMax: draw.pick([0, 2, 6, 12]),
    operations: operations.filter(() => draw.chance(0.6)),
    faultsMax: applicable.length === 0 ? 0 : draw.pick([1, 2, 4, 8]),
    faults: schedulerFaultKinds.filter(
      (kind): kind is Swarm["faults"][number] => applicable.includes(kind) && draw.chance(0.4),
    ),
  };
}

/** The configuration in words, a line each. */
export function tellSwarm(swarm: Swarm): string[] {
  const { workers, pollMs, horizonMs, latencyUs, schedulesMax, operations, faults } = swarm;
  return [
    `${workers} worker${workers === 1 ? "" : "s"} polling each ${duration(pollMs)} for ${duration(horizonMs)}, ` +
      `latency ${latencyUs.min / 1000}-${latencyUs.max / 1000} ms, dispatch up to ${duration(swarm.dispatchMsMax)}`,
    `up to ${schedulesMax} schedules` +
      (swarm.legacyMax > 0 ? ` and ${swarm.legacyMax} in the unindexed layout` : "") +
      `, up to ${swarm.operationsMax} operations (${operations.join(", ") || "none"})`,
    `up to ${faults.length === 0 ? 0 : swarm.faultsMax} faults (${faults.join(", ") || "none"})`,
  ];
}

function duration(ms: number): string {
  if (ms >= day) return `${round(ms / day)} d`;
  if (ms >= hour) return `${round(ms / hour)} h`;
  if (ms >= minute) return `${round(ms / minute)} min`;
  return ms >= second ? `${round(ms / second)} s` : `${ms} ms`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
