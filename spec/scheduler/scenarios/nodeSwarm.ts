import { nodeFaultKinds, whyNotOn, type NodeFaultKind } from "../../nodeFault.ts";
import { tellTopology, type Topology, type TopologyKind } from "../../topology.ts";
import type { Draw } from "./swarm.ts";

/** The part of a seed's configuration that is about its nodes. */
export type NodeSwarm = {
  readonly topology: Topology;
  /** Settings that all nodes start with. */
  readonly config: Readonly<Record<string, string>>;
  readonly faultsMax: number;
  readonly faults: readonly NodeFaultKind[];
};

export type NodeSwarmOptions = {
  readonly topology: TopologyKind;
  readonly faults: readonly string[];
};

/**
 * Drawn from chance of its own, so that a seed means on one node what it meant before there were others. A kind that
 * cannot strike on the topology is not drawn.
 */
export function drawNodeSwarm(draw: Draw, { topology: kind, faults }: NodeSwarmOptions): NodeSwarm {
  const topology = drawTopology(draw, kind);
  const config = drawConfig(draw, kind);
  const applicable = nodeFaultKinds.filter(
    (fault) => faults.includes(fault) && whyNotOn(fault, topology) === null,
  );
  return {
    topology,
    config,
    faultsMax: applicable.length === 0 ? 0 : draw.pick([1, 2, 4, 8]),
    faults: applicable.filter(() => applicable.length === 1 || draw.chance(0.4)),
  };
}

function drawTopology(draw: Draw, kind: TopologyKind): Topology {
  switch (kind) {
    case "standalone":
      return { kind };
    case "replicated":
      return { kind, replicas: draw.pick([1, 1, 2]) };
    case "cluster":
      return {
        kind,
        masters: draw.pick([3, 3, 3, 4]),
        replicasPerMaster: draw.pick([1, 1, 2]),
        nodeTimeoutMs: draw.pick([1_000, 2_000, 5_000, 15_000]),
      };
  }
}

/** Mostly the defaults, for that is what people run. */
function drawConfig(draw: Draw, kind: TopologyKind): NodeSwarm["config"] {
  if (kind === "standalone") return {};
  const config: Record<string, string> = {};
  if (draw.chance(0.15)) config["min-replicas-to-write"] = "1";
  // The smallest there is: whoever was away for a while must begin anew.
  if (draw.chance(0.2)) config["repl-backlog-size"] = "16384";
  if (kind === "cluster" && draw.chance(0.2)) config["cluster-require-full-coverage"] = "no";
  if (kind === "cluster" && draw.chance(0.2)) config["cluster-replica-validity-factor"] = "0";
  return config;
}

/** The configuration of the nodes in words, a line each; nothing for one node that no fault hits. */
export function tellNodeSwarm({ topology, config, faultsMax, faults }: NodeSwarm): string[] {
  if (topology.kind === "standalone" && faults.length === 0) return [];
  const settings = Object.entries(config).map(([name, value]) => `, ${name} ${value}`);
  return [
    `${tellTopology(topology)}${settings.join("")}`,
    `up to ${faults.length === 0 ? 0 : faultsMax} faults of nodes (${faults.join(", ") || "none"})`,
  ];
}
