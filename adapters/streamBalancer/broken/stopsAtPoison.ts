import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** The reader ends at an entry that it cannot read, with all that came after it. W3-10. */
export const stopsAtPoison: StreamBalancerSubject = balancerOver({
  name: "broken/stopsAtPoison",
  summary: "the reader gives up at an entry that it cannot read",
  breaks: "SB-11",
  policy: { poison: "stop" },
});
