import fc from "fast-check";
import type { NodeFault, NodeFaultKind } from "../../nodeFault.ts";
import { countNodes, type Topology } from "../../topology.ts";
import type { NodeSwarm } from "./nodeSwarm.ts";

/** What is drawn for one fault of a node; it becomes names and instants only at the end. */
export type NodeFaultChoice = {
  readonly kind: NodeFaultKind;
  /** Strikes soon after the fault before it: two failovers in a row, or one during another. */
  readonly isClose: boolean;
  readonly gapPermille: number;
  /** Nine of ten hit who serves the subject's data. */
  readonly aim: number;
  readonly role: "master" | "replica";
  readonly nth: number;
  readonly shard: number;
  readonly way: number;
  readonly request: number;
  readonly edge: "before" | "after";
  readonly forMs: number;
  readonly byMs: number;
  readonly backward: boolean;
  readonly restartAfterMs: number | null;
  readonly data: "kept" | "snapshot" | "empty";
  readonly stepMs: number;
  readonly process: number;
  readonly schedule: number;
};

/** What a choice needs to become a fault. */
export type NodeFaultCast = {
  readonly topology: Topology;
  readonly horizonMs: number;
  readonly worker: (n: number) => string;
  readonly scheduleId: (n: number) => string;
};

const logarithmic = (low: number, high: number): fc.Arbitrary<number> =>
  fc.nat(1000).map((step) => Math.round(low * (high / low) ** (step / 1000)));

/** Choices for faults within the configuration; `at` says when one strikes that is not close to another. */
export function nodeFaultChoice<At>(
  { faults }: NodeSwarm,
  at: fc.Arbitrary<At>,
): fc.Arbitrary<NodeFaultChoice & { readonly at: At }> {
  return fc.record({
    kind: fc.constantFrom(...faults),
    at,
    isClose: fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
    gapPermille: fc.nat(1000),
    aim: fc.nat(9),
    role: fc.constantFrom("master", "master", "master", "replica"),
    nth: fc.nat(3),
    shard: fc.nat(9),
    way: fc.nat(4),
    request: fc.nat(6),
    edge: fc.constantFrom("after", "after", "before"),
    forMs: logarithmic(100, 60_000),
    byMs: logarithmic(10, 10_000),
    backward: fc.boolean(),
    restartAfterMs: fc.option(logarithmic(10, 30_000), { nil: null, freq: 4 }),
    data: fc.constantFrom("kept", "kept", "snapshot", "empty"),
    stepMs: logarithmic(1, 500),
    process: fc.nat(4),
    schedule: fc.nat(29),
  });
}

/** How soon a fault that is close to another comes after it. */
export function gapMsOf({ gapPermille }: NodeFaultChoice, topology: Topology): number {
  const longestMs = topology.kind === "cluster" ? 3 * topology.nodeTimeoutMs : 2_000;
  return Math.round((gapPermille * longestMs) / 1000);
}

const downMsMax = 600_000;

/** The fault that was chosen. */
export function nodeFaultOf(
  choice: NodeFaultChoice,
  atMs: number,
  { topology, horizonMs, worker, scheduleId }: NodeFaultCast,
): NodeFault {
  const { kind, forMs } = choice;
  // Clients that try to reconnect every two seconds make thousands of attempts in a longer time, to no effect.
  const restartAfterMs = choice.restartAfterMs ?? (horizonMs > downMsMax ? downMsMax : null);
  const shards = topology.kind === "cluster" ? topology.masters : 1;
  const of = choice.aim > 0 || shards === 1 ? "data" : `shard ${(choice.shard % shards) + 1}`;
  const replicas =
    topology.kind === "cluster"
      ? topology.replicasPerMaster
      : topology.kind === "replicated"
        ? topology.replicas
        : 0;
  const replica = `replica ${(choice.nth % Math.max(1, replicas)) + 1} of ${of}`;
  const node = replicas > 0 && choice.role === "replica" ? replica : `master of ${of}`;
  // Crashing a master right after it has acknowledged something is how that gets lost.
  const moment = choice.request === 0 ? {} : { request: choice.request, edge: choice.edge };

  switch (kind) {
    case "node-crash": {
      const { data, byMs: snapshotAgeMs } = choice;
      const crash = { fault: kind, atMs, node, restartAfterMs, data, ...moment } as const;
      return data === "snapshot" ? { ...crash, snapshotAgeMs } : crash;
    }
    case "node-pause":
      return { fault: kind, atMs, node, forMs, ...moment };
    case "node-slow":
      return { fault: kind, atMs, node, forMs, byMs: Math.min(choice.byMs, 5_000) };
    case "node-skew": {
      const byMs = choice.backward ? -choice.byMs : choice.byMs;
      return { fault: kind, atMs, node, byMs, forMs: choice.way === 0 ? null : forMs };
    }
    case "failover-automatic": {
      // Who comes back before the others have missed it is not replaced by anybody.
      const awayMs = topology.kind === "cluster" ? 3 * topology.nodeTimeoutMs : 0;
      const backMs = restartAfterMs === null ? null : awayMs + restartAfterMs;
      return { fault: kind, atMs, slot: of, restartAfterMs: backMs, ...moment };
    }
    case "failover-manual":
    case "failover-force":
    case "failover-takeover":
      return { fault: kind, atMs, node: replica, ...moment };
    case "partition-nodes": {
      const way = choice.way < 3 ? "both" : choice.way === 3 ? "sent" : "received";
      return { fault: kind, atMs, nodes: sideOf(choice, node, topology), way, forMs };
    }
    case "partition-client": {
      const way = choice.way < 3 ? "both" : choice.way === 3 ? "requests" : "replies";
      return { fault: kind, atMs, process: worker(choice.process), node, way, forMs };
    }
    case "replication-lag":
      return { fault: kind, atMs, node: replica, byMs: choice.byMs, forMs };
    case "replication-cut":
      return { fault: kind, atMs, node: replica, forMs };
    case "reshard": {
      const to = `master of shard ${(choice.shard % shards) + 1}`;
      return { fault: kind, atMs, slot: "data", to, stepMs: choice.stepMs };
    }
    case "flush-all":
      return { fault: kind, atMs, node: `master of ${of}` };
    case "evict":
      return { fault: kind, atMs, id: choice.way === 0 ? null : scheduleId(choice.schedule) };
    case "out-of-memory":
    case "busy-script":
    case "connection-limit":
      return { fault: kind, atMs, node: `master of ${of}`, forMs };
    case "client-kill": {
      const connections = choice.backward ? "oldest" : "all";
      return { fault: kind, atMs, process: worker(choice.process), connections };
    }
  }
}

/** The nodes on one side of a partition: mostly one alone, at times with some of the others. */
function sideOf(choice: NodeFaultChoice, node: string, topology: Topology): readonly string[] {
  if (choice.aim < 7) return [node];
  const hosts = Array.from({ length: countNodes(topology) }, (_, i) => `redis-${i + 1}`);
  return [node, ...hosts.filter((_, i) => ((choice.gapPermille >> i) & 1) === 1)];
}
