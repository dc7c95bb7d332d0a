import type { StreamBalancerSubject } from "../subject.ts";
import { balancerOver } from "./balancerOver.ts";

/** The stream balancer that keeps every rule. */
export const referenceBalancer: StreamBalancerSubject = balancerOver({
  name: "reference",
  summary: "one script for each operation, leases by name with a rising fence, scans that page",
});
