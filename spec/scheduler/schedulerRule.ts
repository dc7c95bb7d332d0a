import type { Rule } from "../rule.ts";
import type { SchedulerAnalysis } from "./analyse.ts";

/** A rule of the scheduler contract. It is asked about the analysis of a trial, not about the bare trial. */
export type SchedulerRule = Rule<SchedulerAnalysis>;

export { evidence } from "../evidence.ts";
