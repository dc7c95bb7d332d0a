import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** A group that is lost is made again for what comes from then on: what waits, and what was pending, is passed over. W3-8. */
export const forgetsWhatWaits: StreamBalancerSubject = balancerOver({
  name: "broken/forgetsWhatWaits",
  summary: "makes a lost group again at the end of the stream",
  breaks: "SB-19",
  policy: { groupStart: (isAgain) => (isAgain ? "$" : "0") },
});
