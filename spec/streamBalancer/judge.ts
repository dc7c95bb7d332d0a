import { judgeRules } from "../judgeRules.ts";
import type { RuleVerdict } from "../verdict.ts";
import { analyse } from "./analyse.ts";
import type { StreamBalancerTrial } from "./history.ts";
import { streamBalancerRules } from "./rules/index.ts";

/** Asks every rule of the stream-balancer contract about one run. Rules whose needs are not declared are not asked. */
export const judgeStreamBalancer = (trial: StreamBalancerTrial): readonly RuleVerdict[] =>
  judgeRules(streamBalancerRules, analyse(trial));
