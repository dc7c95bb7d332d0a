import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** A cluster's client is given one node to begin with, and that is the one whose notifications are asked for. */
export const watchesOneMaster: StreamBalancerSubject = balancerOver({
  name: "broken/watchesOneMaster",
  summary: "subscribes to the notifications of one master only",
  breaks: "SB-15",
  topologies: ["cluster"],
  policy: { mastersToWatch: (masters) => masters.slice(0, 1) },
});
