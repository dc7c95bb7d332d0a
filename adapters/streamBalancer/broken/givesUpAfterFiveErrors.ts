import { balancerOver } from "../reference/balancerOver.ts";
import { referencePolicy } from "../reference/policy.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** Five reads that fail in a row take a few seconds: less than any failover. W3-10. */
export const givesUpAfterFiveErrors: StreamBalancerSubject = balancerOver({
  name: "broken/givesUpAfterFiveErrors",
  summary: "the reader gives up when five reads in a row have failed",
  breaks: "SB-18",
  policy: {
    readAgainAfterMs: (errors) => (errors > 5 ? null : referencePolicy.readAgainAfterMs(errors)),
  },
});
