import type { Topology } from "./topology.ts";

/** Fewer nodes, the fewest first. */
export function* simplerTopologies(topology: Topology): Generator<Topology> {
  if (topology.kind === "standalone") return;
  yield { kind: "standalone" };
  if (topology.kind === "replicated") {
    if (topology.replicas > 1) yield { kind: "replicated", replicas: 1 };
    return;
  }
  yield { kind: "replicated", replicas: 1 };
  // Three masters are the fewest of which two can agree that the third is gone.
  const masters = Math.min(3, topology.masters);
  const replicasPerMaster = Math.min(1, topology.replicasPerMaster);
  if (masters < topology.masters || replicasPerMaster < topology.replicasPerMaster)
    yield { ...topology, masters, replicasPerMaster };
  if (topology.nodeTimeoutMs > 1_000) yield { ...topology, nodeTimeoutMs: 1_000 };
}
