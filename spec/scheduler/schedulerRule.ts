import type { Rule } from "../rule.ts";
import type { SchedulerAnalysis } from "./analyse.ts";

/** A rule of the scheduler contract. It is asked about the analysis of a trial, not about the bare trial. */
export type SchedulerRule = Rule<SchedulerAnalysis>;

/** Positions for a violation: in order, once each, without those that do not exist. */
export function evidence(...indexes: readonly (number | null | undefined)[]): readonly number[] {
  const existing = indexes.filter(
    (index): index is number => Number.isSafeInteger(index) && index! >= 0,
  );
  return [...new Set(existing)].sort((a, b) => a - b);
}
