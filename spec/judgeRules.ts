import type { Rule } from "./rule.ts";
import type { RuleSummary, RuleVerdict } from "./verdict.ts";

/** Asks every rule about one run. Rules whose needs are not declared are not asked. */
export function judgeRules<Trial extends { readonly capabilities: ReadonlySet<string> }>(
  rules: readonly Rule<Trial>[],
  trial: Trial,
): readonly RuleVerdict[] {
  return rules.map(({ check, needs, ...summary }): RuleVerdict => {
    const rule: RuleSummary = summary;
    const missing = needs.filter((need) => !trial.capabilities.has(need));
    if (missing.length > 0) {
      const reason = `the subject does not declare ${missing.join(", ")}`;
      return { rule, verdict: "untested", reason, violations: [] };
    }
    const violations = check(trial);
    return { rule, verdict: violations.length > 0 ? "violated" : "held", violations };
  });
}
