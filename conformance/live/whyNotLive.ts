import type { ScenarioFault } from "../../spec/scenario.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { RealTopology } from "../cluster/realTopology.ts";

/** Kinds that strike wherever servers run. */
const everywhere: ReadonlySet<string> = new Set([
  "crash",
  "pause",
  "refuse",
  "delay",
  "stall",
  "partition",
  "cut-request",
  "lose-reply",
  "cut-reply",
  "script-flush",
  "stale-early",
  "stale-late",
  "missing-member",
  "orphan-member",
  "malformed-member",
  "missing-hash",
  "wrong-type",
  "trim-input",
  "lost-group",
  "node-crash",
  "node-pause",
  "partition-client",
  "flush-all",
  "evict",
  "out-of-memory",
  "client-kill",
]);

/** Those that need a cluster, which makes a new master known to all. */
const inCluster: ReadonlySet<string> = new Set([
  "failover-automatic",
  "failover-manual",
  "failover-force",
  "failover-takeover",
]);

/** Those that need a replica. */
const withReplicas: ReadonlySet<string> = new Set(["replication-cut"]);

/** Those that need more than a wall clock and the network of one machine. */
const beyond: ReadonlyMap<string, string> = new Map([
  ["skew", "all processes of one machine have one clock"],
  ["node-skew", "all servers of one machine have one clock"],
  ["node-slow", "what servers say to each other does not pass through us"],
  ["replication-lag", "what servers say to each other does not pass through us"],
  ["partition-nodes", "only containers can be taken off their network; name it, with --servers containers"], // prettier-ignore
  ["reshard", "live cannot follow a slot from one node to another yet"],
  ["busy-script", "a server that is busy tells nothing of itself"],
  ["connection-limit", "live listens over connections of its own"],
]);

/** Why a kind of fault cannot strike live; null when it can. */
export function whyNotLive(kind: string, topology: TopologyKind): string | null {
  if (everywhere.has(kind)) return null;
  if (inCluster.has(kind))
    return topology === "cluster" ? null : "live hands no role over where there is no cluster";
  if (withReplicas.has(kind)) return topology === "standalone" ? "there is no replica" : null;
  return beyond.get(kind) ?? "live cannot do that yet";
}

/** Why one fault cannot strike as it is; null when it can. */
export function whyNotThisLive(
  fault: ScenarioFault,
  { topology, maker }: Pick<RealTopology, "topology" | "maker">,
): string | null {
  if (fault.fault === "partition-nodes" && maker === "containers")
    return "way" in fault && fault.way === "both"
      ? null
      : "a container is on its network or it is not";
  return whyNotLive(fault.fault, topology.kind);
}
