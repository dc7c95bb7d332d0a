import type { SchedulerFault } from "../../spec/scheduler/fault.ts";
import type { TopologyKind } from "../../spec/topology.ts";

/** Kinds that strike wherever servers run. */
const everywhere: ReadonlySet<string> = new Set([
  "crash",
  "pause",
  "script-flush",
  "client-kill",
  "stale-early",
  "stale-late",
  "missing-member",
  "orphan-member",
  "malformed-member",
  "missing-hash",
  "wrong-type",
]);

/** Those that would make another node the master where there are several. */
const alone: ReadonlySet<string> = new Set(["node-crash", "node-pause"]);

/** Those that only a cluster has; live knows who takes over there. */
const inCluster: ReadonlySet<string> = new Set(["failover-manual", "failover-automatic"]);

/** Why a kind of fault cannot strike live; null when it can. */
export function whyNotLive(kind: string, topology: TopologyKind): string | null {
  if (everywhere.has(kind)) return null;
  if (inCluster.has(kind) && topology === "cluster") return null;
  if (!alone.has(kind)) return "live cannot do that yet";
  return topology === "standalone" ? null : "live cannot follow a failover yet";
}

/** Why one fault cannot strike as it is; null when it can. */
export function whyNotThisLive(fault: SchedulerFault, topology: TopologyKind): string | null {
  if (fault.fault === "node-crash" && fault.data !== "kept")
    return "live cannot tell yet what a node has lost";
  return whyNotLive(fault.fault, topology);
}
