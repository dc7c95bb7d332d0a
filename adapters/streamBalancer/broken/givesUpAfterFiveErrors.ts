import { balancerOver } from "../reference/balancerOver.ts";
import { referencePolicy } from "../reference/policy.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** Five reads that fail in a row take a few seconds: less than any failover. W3-10. */
export const givesUpAfterFiveErrors: StreamBalancerSubject = balancerOver({
  name: "broken/givesUpAfterFiveErrors",
  summary: "the reader gives up when five reads in a row have failed",
  breaks: "SB-18",
  policy: {
    // Of a connection that is refused or half open nobody tells: a second without an answer is an error.
    blockMs: 1_000,
    readAnswerMs: 100,
    readAgainAfterMs: (errors, options) =>
      errors > 5 ? null : referencePolicy.readAgainAfterMs(errors, options),
  },
});
