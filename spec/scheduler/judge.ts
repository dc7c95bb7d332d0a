import type { LedgerFigures } from "../durability.ts";
import { figuresOf } from "../durabilityLedger.ts";
import type { Explanation } from "../explanation.ts";
import { judgeRules } from "../judgeRules.ts";
import type { RuleVerdict } from "../verdict.ts";
import { type SchedulerAnalysis, analyse } from "./analyse.ts";
import { durabilityLedgerOf } from "./durabilityLedger.ts";
import { explainScheduler } from "./explain.ts";
import type { SchedulerTrial } from "./history.ts";
import { repeatsOf } from "./repeatsOf.ts";
import { schedulerRules } from "./rules/index.ts";

/** What is said of one run: by each rule, and by the durability ledger. */
export type SchedulerJudgement = {
  readonly verdicts: readonly RuleVerdict[];
  readonly ledger: LedgerFigures;
  /** Why something was dispatched again, or late; found out when it is asked. */
  readonly explain: () => readonly Explanation[];
};

/** Asks every rule of the scheduler contract about one run. Rules whose needs are not declared are not asked. */
export const judgeScheduler = (trial: SchedulerTrial): readonly RuleVerdict[] =>
  verdictsOf(analyse(trial));

/** The same, with what became of everything that was acknowledged. */
export function auditScheduler(trial: SchedulerTrial): SchedulerJudgement {
  const analysis = analyse(trial);
  return {
    verdicts: verdictsOf(analysis),
    ledger: figuresOf(
      durabilityLedgerOf(analysis),
      repeatsOf(analysis).map(({ cause }) => cause),
    ),
    explain: () => explainScheduler(analysis),
  };
}

const verdictsOf = (analysis: SchedulerAnalysis): readonly RuleVerdict[] =>
  judgeRules(schedulerRules, analysis);
