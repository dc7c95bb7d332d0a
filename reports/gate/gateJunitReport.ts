import type { GateResult, GateRule, RegressionResult } from "../../spec/gateResult.ts";
import { junitDocument, type JunitCase } from "../junitDocument.ts";
import { tellCanary } from "./tellCanary.ts";
import { tellConfirmation } from "./tellConfirmation.ts";
import { undecidedOf } from "./undecidedOf.ts";

/** The gate as JUnit XML: the canary, each saved regression, each rule, and whether everything could be judged. */
export function gateJunitReport(result: GateResult): string {
  const { contract, subject, regressions, rules, wallMs } = result;
  const classname = `${contract}.${subject}`;
  const { replayed, skipped } = regressions;
  const rulesMs = result.sweeps.reduce((sum, sweep) => sum + sweep.wallMs, 0);
  return junitDocument([
    {
      name: `canary and saved regressions of ${subject}`,
      wallMs: Math.max(0, wallMs - rulesMs),
      cases: [
        canaryCase(result, classname),
        ...replayed.map((each) => regressionCase(each, result, classname)),
        ...skipped.map(({ file, why }) => ({ classname, name: file, skipped: why })),
      ],
    },
    {
      name: `${contract} ${subject}`,
      wallMs: rulesMs,
      cases: [
        ...rules.map((rule) => ruleCase(rule, result, classname)),
        ...judgedCase(result, classname),
      ],
    },
  ]);
}

function canaryCase({ canary }: GateResult, classname: string): JunitCase {
  const told = tellCanary(canary);
  return {
    classname,
    name: "the canary is caught",
    ...(canary.caughtBy === null
      ? {
          error: { message: told, type: "canary", text: "A gate that cannot fail proves nothing." },
        }
      : { out: told }),
  };
}

function regressionCase(
  regression: RegressionResult,
  result: GateResult,
  classname: string,
): JunitCase {
  const { file, rule, verdict, violated, undecided } = regression;
  const text = [...violated.map(({ story }) => story), ...confirmed(file, result)].join("\n\n");
  const message = violated[0]?.because ?? "";
  return {
    classname,
    name: `${file} (${rule})`,
    ...(verdict === "violated" ? { failure: { message, type: rule, text } } : {}),
    ...(verdict === "undecided"
      ? { error: { message: undecided[0] ?? "", type: "undecided", text: undecided.join("\n") } }
      : {}),
  };
}

function ruleCase(rule: GateRule, result: GateResult, classname: string): JunitCase {
  const name = `${rule.rule} ${rule.statement}`;
  const [found] = findingsOf(rule.rule, result);
  const text = [found?.story ?? "", ...confirmed(found?.artefact ?? null, result)].join("\n");
  switch (rule.verdict) {
    case "held":
      return { classname, name };
    case "violated":
      // A SHOULD rule is reported and fails nothing.
      return rule.level === "should"
        ? { classname, name, out: text }
        : {
            classname,
            name,
            failure: { message: found?.because ?? rule.statement, type: rule.rule, text },
          };
    case "undecided":
      return {
        classname,
        name,
        error: { message: rule.reason, type: "undecided", text: rule.reason },
      };
    case "unasked":
      return { classname, name, skipped: rule.reason };
  }
}

/** What shows that a rule is violated: what the seeds found, which is the smaller, then the saved regressions. */
const findingsOf = (rule: string, { violations, regressions }: GateResult) => [
  ...violations.filter((found) => found.rule === rule),
  ...regressions.replayed.flatMap(({ file, violated }) =>
    violated.filter((found) => found.rule === rule).map((found) => ({ ...found, artefact: file })),
  ),
];

const confirmed = (file: string | null, { confirmations }: GateResult): readonly string[] =>
  confirmations
    .filter(({ artefact }) => artefact === file)
    .map(({ confirmation }) => tellConfirmation(confirmation));

function judgedCase(result: GateResult, classname: string): readonly JunitCase[] {
  if (result.verdict !== "undecided") return [];
  const reasons = undecidedOf(result);
  return [
    {
      classname,
      name: "everything could be judged",
      error: {
        message: reasons[0] ?? "undecided",
        type: "undecided",
        text: reasons.join("\n"),
      },
    },
  ];
}
