import type { StreamBalancerSubject } from "../subject.ts";
import { balancerOver } from "./balancerOver.ts";

/** The stream balancer that keeps every rule. */
export const referenceBalancer: StreamBalancerSubject = balancerOver({
  name: "reference",
  summary: "one script for each operation, leases by name with a rising fence, scans that page",
});

/**
 * The same, whose acknowledgement of an addition, a completion or a failure means that a replica has it. It needs one:
 * alone, a master can acknowledge nothing. What scans and shutdowns move is not waited for: it is work that is still to be
 * done, before and after.
 */
export const replicatedReferenceBalancer: StreamBalancerSubject = balancerOver({
  name: "reference-replicated",
  summary: "the reference, acknowledging what one replica has besides the master (WAIT 1)",
  topologies: ["cluster", "replicated"],
  acknowledges: { means: "replicated", replicas: 1 },
});
