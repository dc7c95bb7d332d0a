import { judgeRules } from "../judgeRules.ts";
import type { RuleVerdict } from "../verdict.ts";
import { analyse } from "./analyse.ts";
import type { EventStreamerTrial } from "./history.ts";
import { eventStreamerRules } from "./rules/index.ts";

/** Asks every rule of the event-streamer contract about one run. */
export const judgeEventStreamer = (trial: EventStreamerTrial): readonly RuleVerdict[] =>
  judgeRules(eventStreamerRules, analyse(trial));
