import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * It subscribes when it starts. A connection that is lost takes its subscriptions along, and a replica that is promoted
 * never had any.
 */
export const neverSubscribesAgain: StreamBalancerSubject = balancerOver({
  name: "broken/neverSubscribesAgain",
  summary: "subscribes to notifications when it starts, and never after that",
  breaks: "SB-16",
  policy: { looksForMasters: false, subscribesAgain: false },
});
