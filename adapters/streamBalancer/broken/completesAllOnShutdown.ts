import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * A shutdown ends whatever the consumer owns as if it were done.
 *
 * W3-7: every rolling restart loses the work that was under way.
 */
export const completesAllOnShutdown: StreamBalancerSubject = balancerOver({
  name: "broken/completesAllOnShutdown",
  summary: "a shutdown acknowledges and deletes what is unfinished",
  breaks: "SB-14",
  operations: (_tools, reference) => ({
    async release(held) {
      for (const entry of held) await reference.complete(entry);
      return reference.release([]);
    },
  }),
});
