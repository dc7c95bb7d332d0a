/** How the nodes of a run are arranged. They are called redis-1, redis-2 ... and listen on port 6379. */
export type Topology =
  | { readonly kind: "standalone" }
  /** redis-1 is the master at the start; nobody but an operator makes another one. */
  | { readonly kind: "replicated"; readonly replicas: number }
  /**
   * The slots are divided evenly among redis-1 ... in their order; then come the replicas: the first of each master, in
   * the order of their masters, then the second of each.
   */
  | {
      readonly kind: "cluster";
      readonly masters: number;
      readonly replicasPerMaster: number;
      /** `cluster-node-timeout`: after so long without an answer a node is taken for failing. */
      readonly nodeTimeoutMs: number;
    };

/** How nodes are arranged: one, a master with replicas, or a cluster. */
export type TopologyKind = Topology["kind"];

/** In the order in which they are listed to people. */
export const topologyKinds = [
  "standalone",
  "replicated",
  "cluster",
] as const satisfies readonly TopologyKind[];

/** How many nodes there are. */
export function countNodes(topology: Topology): number {
  switch (topology.kind) {
    case "standalone":
      return 1;
    case "replicated":
      return 1 + topology.replicas;
    case "cluster":
      return topology.masters * (1 + topology.replicasPerMaster);
  }
}

/** The arrangement in a few words. */
export function tellTopology(topology: Topology): string {
  switch (topology.kind) {
    case "standalone":
      return "one node";
    case "replicated":
      return `one master and ${counted(topology.replicas, "replica")}`;
    case "cluster": {
      const { masters, replicasPerMaster, nodeTimeoutMs } = topology;
      const replicas = counted(replicasPerMaster, "replica");
      return `a cluster of ${counted(masters, "master")} with ${replicas} each, node timeout ${nodeTimeoutMs} ms`;
    }
  }
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;
