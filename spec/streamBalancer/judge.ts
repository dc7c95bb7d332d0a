import type { LedgerFigures } from "../durability.ts";
import { figuresOf } from "../durabilityLedger.ts";
import type { Explanation } from "../explanation.ts";
import { judgeRules } from "../judgeRules.ts";
import type { RuleVerdict } from "../verdict.ts";
import { analyse } from "./analyse.ts";
import { durabilityLedgerOf } from "./durabilityLedger.ts";
import { explainStreamBalancer } from "./explain.ts";
import type { StreamBalancerTrial } from "./history.ts";
import { repeatsOf } from "./repeatsOf.ts";
import { streamBalancerRules } from "./rules/index.ts";

/** What is said of one run: by each rule, and by the durability ledger. */
export type StreamBalancerJudgement = {
  readonly verdicts: readonly RuleVerdict[];
  readonly ledger: LedgerFigures;
  /** Why work was done again or late, when somebody asks. */
  readonly explain: () => readonly Explanation[];
};

/** Asks every rule of the stream-balancer contract about one run. Rules whose needs are not declared are not asked. */
export const judgeStreamBalancer = (trial: StreamBalancerTrial): readonly RuleVerdict[] =>
  judgeRules(streamBalancerRules, analyse(trial));

/** The same, with what became of everything that was acknowledged. */
export function auditStreamBalancer(trial: StreamBalancerTrial): StreamBalancerJudgement {
  const analysis = analyse(trial);
  return {
    verdicts: judgeRules(streamBalancerRules, analysis),
    ledger: figuresOf(durabilityLedgerOf(analysis), repeatsOf(analysis)),
    explain: () => explainStreamBalancer(analysis),
  };
}
