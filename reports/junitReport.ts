import { junitDocument, type JunitCase } from "./junitDocument.ts";
import type { RuleResult, SweepResult } from "../spec/result.ts";
import { tellDivergence } from "./tellDivergence.ts";

/** A sweep as JUnit XML: one test case for each rule, and one that says whether everything could be judged. */
export function junitReport(result: SweepResult): string {
  const { contract, subject } = result.plan;
  return junitDocument([
    {
      name: `${contract} ${subject}`,
      wallMs: result.wallMs,
      cases: [...result.rules.map((rule) => testCase(result, rule)), ...judgedCase(result)],
    },
  ]);
}

function testCase(result: SweepResult, rule: RuleResult): JunitCase {
  const { contract, subject } = result.plan;
  const story = result.violations.find((found) => found.rule === rule.rule);
  const told = story?.story ?? "";
  return {
    classname: `${contract}.${subject}`,
    name: `${rule.rule} ${rule.statement}`,
    ...(isFailure(rule)
      ? { failure: { message: story?.because ?? rule.statement, type: rule.rule, text: told } }
      : {}),
    // A SHOULD rule is reported and fails nothing.
    ...(rule.verdict === "violated" && !isFailure(rule) ? { out: told } : {}),
    ...(rule.verdict === "untested" ? { skipped: rule.reason } : {}),
  };
}

function judgedCase(result: SweepResult): readonly JunitCase[] {
  if (result.verdict !== "undecided") return [];
  const reasons = [
    ...(result.interrupted ? ["interrupted"] : []),
    ...result.undecided.map(({ reason }) => reason),
    ...(result.divergence === null ? [] : [tellDivergence(result.divergence)]),
  ];
  const { contract, subject } = result.plan;
  return [
    {
      classname: `${contract}.${subject}`,
      name: "every run could be judged",
      error: {
        message: reasons[0] ?? "undecided",
        type: "undecided",
        text: reasons.join("\n"),
      },
    },
  ];
}

const isFailure = (rule: RuleResult): boolean =>
  rule.verdict === "violated" && rule.level === "must";
