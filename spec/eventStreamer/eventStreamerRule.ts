import type { Rule } from "../rule.ts";
import type { EventStreamerAnalysis } from "./analyse.ts";

/** A rule of the event-streamer contract. It is asked about the analysis of a trial, not about the bare trial. */
export type EventStreamerRule = Rule<EventStreamerAnalysis>;
