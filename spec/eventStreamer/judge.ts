import type { Explanation } from "../explanation.ts";
import { judgeRules } from "../judgeRules.ts";
import type { RuleVerdict } from "../verdict.ts";
import { analyse } from "./analyse.ts";
import { explainEventStreamer } from "./explain.ts";
import type { EventStreamerTrial } from "./history.ts";
import { eventStreamerRules } from "./rules/index.ts";

/** What is said of one run. */
type EventStreamerJudgement = {
  readonly verdicts: readonly RuleVerdict[];
  /** Why events were given again or late, when somebody asks. */
  readonly explain: () => readonly Explanation[];
};

/** Asks every rule of the event-streamer contract about one run. */
export const judgeEventStreamer = (trial: EventStreamerTrial): readonly RuleVerdict[] =>
  auditEventStreamer(trial).verdicts;

/** The same, with why things happened that a user would wonder at. */
export function auditEventStreamer(trial: EventStreamerTrial): EventStreamerJudgement {
  const analysis = analyse(trial);
  return {
    verdicts: judgeRules(eventStreamerRules, analysis),
    explain: () => explainEventStreamer(analysis),
  };
}
