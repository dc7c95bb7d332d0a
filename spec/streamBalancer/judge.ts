import type { RuleSummary, RuleVerdict } from "../verdict.ts";
import { analyse } from "./analyse.ts";
import type { StreamBalancerTrial } from "./history.ts";
import { streamBalancerRules } from "./rules/index.ts";

/** Asks every rule of the stream-balancer contract about one run. Rules whose needs are not declared are not asked. */
export function judgeStreamBalancer(trial: StreamBalancerTrial): readonly RuleVerdict[] {
  const analysis = analyse(trial);
  const declared: ReadonlySet<string> = trial.capabilities;
  return streamBalancerRules.map(({ check, needs, ...summary }): RuleVerdict => {
    const rule: RuleSummary = summary;
    const missing = needs.filter((need) => !declared.has(need));
    if (missing.length > 0) {
      const reason = `the subject does not declare ${missing.join(", ")}`;
      return { rule, verdict: "untested", reason, violations: [] };
    }
    const violations = check(analysis);
    return { rule, verdict: violations.length > 0 ? "violated" : "held", violations };
  });
}
