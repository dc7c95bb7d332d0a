import { altered } from "../../altered.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import { completion } from "../reference/lua/finish.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * It subscribes when it starts. A connection that is lost takes its subscriptions along, and a replica that is promoted
 * never had any.
 *
 * A lease that is not needed any more ends by itself here, so that there is something to be told of.
 */
export const neverSubscribesAgain: StreamBalancerSubject = balancerOver({
  name: "broken/neverSubscribesAgain",
  summary: "subscribes to notifications when it starts, and never after that",
  breaks: "SB-16",
  pieces: { completion: altered(completion, "redis.call('DEL', lease)", "") },
  policy: { looksForMasters: false, subscribesAgain: false },
});
