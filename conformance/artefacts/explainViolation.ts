import { tellViolation } from "../../reports/tellViolation.ts";
import { timeline } from "../../reports/timeline.ts";
import type { ContractRun } from "../contracts/contract.ts";

/** How many lines of a timeline a person reads. */
const linesMax = 12;

/** A violation of one rule in one run, told as a story. Null when the run does not violate the rule. */
export function explainViolation(options: {
  readonly run: ContractRun;
  readonly rule: string;
  /** Where the run comes from, in words. */
  readonly found: string;
  readonly artefact: string | null;
  readonly module: string | null;
  readonly commit: string | null;
}): { readonly because: string; readonly story: string } | null {
  const { run, rule, found, artefact, module, commit } = options;
  const verdict = run.verdicts.find((candidate) => candidate.rule.id === rule);
  const violation = verdict?.violations[0];
  if (verdict === undefined || violation === undefined) return null;

  const story = tellViolation({
    rule,
    level: verdict.rule.level,
    statement: verdict.rule.statement,
    because: violation.because,
    hint: verdict.rule.hint,
    timeline: timeline(run.tell(violation), { linesMax }),
    found,
    artefact,
    module,
    commit,
  });
  return { because: violation.because, story };
}
