import type { Subject } from "../../adapters/subject.ts";
import type { GateRule, RegressionResult } from "../../spec/gateResult.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { whyNotJudgedLive } from "../live/whyNotJudgedLive.ts";
import type { JudgedSweep } from "./judgeRules.ts";

/** Each rule of the contract, over all topologies. A saved regression that shows it again is a run in which it is violated. */
export function gateRules(
  subject: Subject,
  judged: readonly JudgedSweep[],
  regressions: readonly RegressionResult[],
): readonly GateRule[] {
  const declared: ReadonlySet<string> = subject.capabilities;
  return contractOf(subject).rules.map(({ id, level, statement, needs }): GateRule => {
    const parts = judged.flatMap(({ sweep, tally }) =>
      tally.rules().flatMap((rule) => (rule.rule === id ? [{ ...rule, sweep }] : [])),
    );
    const held = sum(parts.map((part) => part.held));
    const again = regressions.filter((each) => each.violated.some(({ rule }) => rule === id));
    const violated = again.length + sum(parts.map((part) => part.violated));
    const missing = needs.filter((need) => !declared.has(need));
    const isLive = judged.some(({ sweep }) => sweep.plan.backend === "live");
    const unseen = isLive ? whyNotJudgedLive(id) : null;
    const untested = parts.map(({ reason }) => reason).find((reason) => reason !== "");
    const [verdict, reason] =
      missing.length > 0
        ? (["unasked", `the subject does not declare ${missing.join(", ")}`] as const)
        : unseen !== null && violated === 0
          ? (["unasked", unseen] as const)
          : violated > 0
            ? (["violated", ""] as const)
            : held > 0
              ? (["held", ""] as const)
              : (["undecided", untested ?? "no run asked it"] as const);
    return {
      rule: id,
      level,
      statement,
      verdict,
      held,
      violated,
      reason,
      violatedOn: [
        ...again.map(({ topology, seed }) => ({ topology, seed })),
        ...violatedOn(id, judged),
      ],
      faults: faultsOf(id, judged),
    };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const violatedOn = (id: string, judged: readonly JudgedSweep[]): GateRule["violatedOn"] =>
  judged.flatMap(({ sweep, tally }) =>
    tally
      .firstViolations()
      .filter(({ rule }) => rule.rule === id)
      .map(({ seed }) => ({ topology: sweep.plan.topology, seed })),
  );

function faultsOf(id: string, judged: readonly JudgedSweep[]): GateRule["faults"] {
  const sums = new Map<string, number>();
  for (const { faultsOf: ofRules } of judged) {
    for (const [kind, times] of ofRules.get(id) ?? []) {
      sums.set(kind, (sums.get(kind) ?? 0) + times);
    }
  }
  return sums;
}
