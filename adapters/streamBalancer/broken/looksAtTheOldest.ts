import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * A scan begins with the oldest idle entry, and has enough of it. Behind one whose owner lives nothing is ever found; behind
 * a dead one everything has to wait for a scan of its own.
 */
export const looksAtTheOldest: StreamBalancerSubject = balancerOver({
  name: "broken/looksAtTheOldest",
  summary: "looks at the oldest idle entry only, whoever owns it",
  breaks: "SB-7",
  operations: (_tools, reference) => ({
    findIdle: async (cursor) => (await reference.findIdle(cursor)).slice(0, 1),
  }),
  // What a consumer had before it died is left to the scans.
  policy: { pageAfter: () => null, asksForItsOwnFirst: false },
});
