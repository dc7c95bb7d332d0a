import type { Rule, Violation } from "./rule.ts";

/** A rule without its checker: all of it that a report needs. */
export type RuleSummary = Pick<Rule<never>, "id" | "level" | "statement" | "hint">;

/** What one rule says about one run. */
export type RuleVerdict = {
  readonly rule: RuleSummary;
  readonly violations: readonly Violation[];
} & (
  | { readonly verdict: "held" | "violated" }
  /** The subject does not declare what the rule needs. */
  | { readonly verdict: "untested"; readonly reason: string }
);
