import type { StreamBalancerRule } from "../streamBalancerRule.ts";
import { noMessageIsLost } from "./noMessageIsLost.ts";
import { poisonStopsNobody } from "./poisonStopsNobody.ts";
import { streamHasOneOwner } from "./streamHasOneOwner.ts";

/** The rules of the stream-balancer contract, by id. */
export const streamBalancerRules: readonly StreamBalancerRule[] = [
  noMessageIsLost,
  streamHasOneOwner,
  poisonStopsNobody,
];
