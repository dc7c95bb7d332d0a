import { countNodes, type Topology } from "../../spec/topology.ts";

/** What becomes of one node when its topology is arranged. */
export type PlannedNode = {
  readonly name: string;
  /** First and last slot; null for what has none. */
  readonly slots: readonly [number, number] | null;
  /** The place of its master among the nodes; null for a master. */
  readonly masterIndex: number | null;
};

const slotCount = 16_384;

/** Slots are divided as `redis-cli --cluster create` of Redis 7.0.15 does; replicas come as spec/topology.ts says. */
export function planTopology(topology: Topology): readonly PlannedNode[] {
  return Array.from({ length: countNodes(topology) }, (_, index) => {
    const name = `redis-${index + 1}`;
    if (topology.kind !== "cluster")
      return { name, slots: null, masterIndex: index === 0 ? null : 0 };
    const { masters } = topology;
    if (index >= masters) return { name, slots: null, masterIndex: index % masters };
    return {
      name,
      slots: [slotEnd(index, masters), slotEnd(index + 1, masters) - 1],
      masterIndex: null,
    };
  });
}

/** The slot after the last one of the first `parts` masters. */
const slotEnd = (parts: number, masters: number): number =>
  parts === masters ? slotCount : Math.round((parts * slotCount) / masters - 1) + 1;
