import { parseNodeName } from "./nodeName.ts";
import { countNodes, type Topology, type TopologyKind } from "./topology.ts";

/**
 * When a fault of a node strikes: `atMs` after the start of the run, or, when `request` is given, at the `request`-th
 * request (1 is the first) that reaches the node from `atMs` on: before the node executes it, or after it has done so
 * and has sent the reply, which is under way then as is what goes to the replicas.
 */
type NodeMoment = {
  readonly atMs: number;
  readonly request?: number;
  readonly edge?: "before" | "after";
};

/**
 * Faults of the nodes and of the way to them. `node` is a name ("redis-1") or a role ("master of data", "replica 1 of
 * shard 2"), which whoever has it at that moment plays; `slot` is "data", "shard 1" or "slot 16383" (`nodeName.ts`).
 */
export type NodeFault =
  /**
   * The node dies: connections and links break, memory is lost. It starts again with all that it had acknowledged
   * (an append-only file that is written always), with its last snapshot, or empty; a node of a cluster knows the
   * cluster in each case.
   */
  | (NodeMoment & {
      readonly fault: "node-crash";
      readonly node: string;
      /** Null: it stays down until all heals. */
      readonly restartAfterMs: number | null;
      readonly data: "kept" | "snapshot" | "empty";
      /** How long before `atMs` the snapshot is taken; just then unless it is said. */
      readonly snapshotAgeMs?: number;
    })
  /** The node stands still, as under SIGSTOP: nothing is read, nothing answered, its clock goes on. */
  | (NodeMoment & { readonly fault: "node-pause"; readonly node: string; readonly forMs: number })
  /** All that the node sends and is sent takes `byMs` longer. */
  | {
      readonly fault: "node-slow";
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
      readonly byMs: number;
    }
  /** The node's clock jumps by `byMs` (negative: back), and back again after `forMs`; null: when all heals. */
  | {
      readonly fault: "node-skew";
      readonly atMs: number;
      readonly node: string;
      readonly byMs: number;
      readonly forMs: number | null;
    }
  /** The master of the slot dies, and a replica must be elected. It counts when one was. */
  | (NodeMoment & {
      readonly fault: "failover-automatic";
      readonly slot: string;
      readonly restartAfterMs: number | null;
    })
  /**
   * A replica is told to take its master's place: with the master's agreement and after catching up, elected without
   * asking the master, or by its own word alone. Without a cluster an operator does it, and the clients' name for the
   * master follows.
   */
  | (NodeMoment & {
      readonly fault: "failover-manual" | "failover-force" | "failover-takeover";
      readonly node: string;
    })
  /** Nothing passes between these nodes and all others; one way only: what they send, or what they are sent. */
  | {
      readonly fault: "partition-nodes";
      readonly atMs: number;
      readonly nodes: readonly string[];
      readonly way: "both" | "sent" | "received";
      readonly forMs: number;
    }
  /** Nothing passes between one process and one node; one way only: requests, or replies. */
  | {
      readonly fault: "partition-client";
      readonly atMs: number;
      readonly process: string;
      readonly node: string;
      readonly way: "both" | "requests" | "replies";
      readonly forMs: number;
    }
  /** What a master sends to this replica takes `byMs` longer. */
  | {
      readonly fault: "replication-lag";
      readonly atMs: number;
      readonly node: string;
      readonly byMs: number;
      readonly forMs: number;
    }
  /** The replica has no connection to its master; the cluster's bus between them stays. */
  | {
      readonly fault: "replication-cut";
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
    }
  /** A slot moves to another node under load, a key at a time, as redis-cli moves it. */
  | {
      readonly fault: "reshard";
      readonly atMs: number;
      readonly slot: string;
      /** The new owner; nothing happens when it has the slot already. */
      readonly to: string;
      /** Time between two steps. */
      readonly stepMs: number;
    }
  /** Somebody flushes the node. */
  | { readonly fault: "flush-all"; readonly atMs: number; readonly node: string }
  /** The node evicts a schedule's canonical hash; null: the index. */
  | { readonly fault: "evict"; readonly atMs: number; readonly id: string | null }
  /** The node's memory is full: it refuses what may take more. */
  | {
      readonly fault: "out-of-memory";
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
    }
  /** Somebody's script runs too long: the node refuses everything else as BUSY. */
  | {
      readonly fault: "busy-script";
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
    }
  /** An operator kills connections of a process at the nodes: the oldest, or all. */
  | {
      readonly fault: "client-kill";
      readonly atMs: number;
      readonly process: string;
      readonly connections: "oldest" | "all";
    }
  /** The node has as many connections as it may have: those that are there stay, new ones are refused. */
  | {
      readonly fault: "connection-limit";
      readonly atMs: number;
      readonly node: string;
      readonly forMs: number;
    };

/** Every kind of fault of a node, in the order in which they are listed to people. */
export const nodeFaultKinds = [
  "node-crash",
  "node-pause",
  "node-slow",
  "node-skew",
  "failover-automatic",
  "failover-manual",
  "failover-force",
  "failover-takeover",
  "partition-nodes",
  "partition-client",
  "replication-lag",
  "replication-cut",
  "reshard",
  "flush-all",
  "evict",
  "out-of-memory",
  "busy-script",
  "client-kill",
  "connection-limit",
] as const satisfies readonly NodeFault["fault"][];

export type NodeFaultKind = (typeof nodeFaultKinds)[number];

export function isNodeFaultKind(kind: string): kind is NodeFaultKind {
  return nodeFaultKinds.some((known) => known === kind);
}

const everywhere: readonly TopologyKind[] = ["standalone", "replicated", "cluster"];
const withReplicas: readonly TopologyKind[] = ["replicated", "cluster"];

/** Where each kind can strike at all. */
const topologiesOf: Readonly<Record<NodeFaultKind, readonly TopologyKind[]>> = {
  "node-crash": everywhere,
  "node-pause": everywhere,
  "node-slow": everywhere,
  "node-skew": everywhere,
  "failover-automatic": ["cluster"],
  "failover-manual": withReplicas,
  "failover-force": ["cluster"],
  "failover-takeover": withReplicas,
  "partition-nodes": withReplicas,
  "partition-client": everywhere,
  "replication-lag": withReplicas,
  "replication-cut": withReplicas,
  reshard: ["cluster"],
  "flush-all": everywhere,
  evict: everywhere,
  "out-of-memory": everywhere,
  "busy-script": everywhere,
  "client-kill": everywhere,
  "connection-limit": everywhere,
};

/** Why a kind of fault cannot strike on nodes that are arranged like this; null when it can. */
export function whyNotOn(kind: string, topology: Pick<Topology, "kind">): string | null {
  if (!isNodeFaultKind(kind) || topologiesOf[kind].includes(topology.kind)) return null;
  return topology.kind === "standalone"
    ? "there is only one node"
    : "only a cluster can do that by itself";
}

/** The name of a node in a fault that the topology does not have; null when it has them all. */
export function unknownNodeIn(
  fault: { readonly fault: string } & Partial<{
    readonly node: string;
    readonly nodes: readonly string[];
    readonly to: string;
  }>,
  topology: Topology,
): string | null {
  const count = countNodes(topology);
  const named = [fault.node, fault.to, ...(fault.nodes ?? [])];
  const unknown = named.find((text) => {
    const name = parseNodeName(text ?? "");
    return name?.kind === "host" && Number(name.host.slice("redis-".length)) > count;
  });
  return unknown ?? null;
}
