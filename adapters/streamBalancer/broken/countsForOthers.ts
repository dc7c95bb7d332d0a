import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** Whoever finds that an entry is gone says that it has recovered it, for it has been recovered. */
export const countsForOthers: StreamBalancerSubject = balancerOver({
  name: "broken/countsForOthers",
  summary: "counts as its own what somebody else has recovered",
  breaks: "SB-22",
  operations: (_tools, reference) => ({
    async recover(suspects, idleMs) {
      const outcomes = await reference.recover(suspects, idleMs);
      return outcomes.map((outcome) => (outcome === "gone" ? "requeued" : outcome));
    },
  }),
});
