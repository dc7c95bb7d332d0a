import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** A scan asks for the first batch of what has been idle for long. Behind as many whose owners live, nothing is ever found. */
export const scansTheFirstPage: StreamBalancerSubject = balancerOver({
  name: "broken/scansTheFirstPage",
  summary: "looks at the first batch of idle entries only, whoever owns them",
  breaks: "SB-7",
  policy: { pageAfter: () => null },
});
