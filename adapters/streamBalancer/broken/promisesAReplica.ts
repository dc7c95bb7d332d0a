import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** There is a replica, so what is acknowledged is taken to be there, too; the master never waits for it. */
export const promisesAReplica: StreamBalancerSubject = balancerOver({
  name: "broken/promisesAReplica",
  summary: "says that a replica has what it acknowledges, and never asks whether one has",
  breaks: "SB-24",
  topologies: ["cluster", "replicated"],
  acknowledges: { means: "replicated", replicas: 1 },
  waitsFor: 0,
});
