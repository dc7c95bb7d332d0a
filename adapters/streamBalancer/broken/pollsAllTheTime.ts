import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** The reader asks a hundred times a second whether there is something to do. */
export const pollsAllTheTime: StreamBalancerSubject = balancerOver({
  name: "broken/pollsAllTheTime",
  summary: "waits for ten milliseconds at a time, and asks again",
  breaks: "SB-21",
  policy: { blockMs: 10 },
});
