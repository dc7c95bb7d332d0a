import type { Level, Violation } from "./rule.ts";

/** What a run says of one rule. "untested": the subject does not declare what the rule needs. */
export type RuleVerdict = {
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  readonly hint: string;
  readonly verdict: "held" | "violated" | "untested";
  /** Why it is untested; empty otherwise. */
  readonly reason: string;
  readonly violations: readonly Violation[];
};
