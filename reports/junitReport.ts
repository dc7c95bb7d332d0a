import type { RuleResult, SweepResult } from "../spec/result.ts";
import { tellDivergence } from "./tellDivergence.ts";
import { xmlDocument, type XmlNode } from "./xml.ts";

/** A sweep as JUnit XML: one test case for each rule, and one that says whether everything could be judged. */
export function junitReport(result: SweepResult): string {
  const { contract, subject } = result.plan;
  const cases = [...result.rules.map((rule) => testCase(result, rule)), ...judgedCase(result)];
  const counts = {
    tests: cases.length,
    failures: result.rules.filter(isFailure).length,
    errors: result.verdict === "undecided" ? 1 : 0,
    skipped: result.rules.filter(({ verdict }) => verdict === "untested").length,
  };
  const time = (result.wallMs / 1_000).toFixed(3);

  return xmlDocument(
    element("testsuites", { name: "claimcheck", ...counts, time }, [
      element("testsuite", { name: `${contract} ${subject}`, ...counts, time }, cases),
    ]),
  );
}

function testCase(result: SweepResult, rule: RuleResult): XmlNode {
  const { contract, subject } = result.plan;
  const story = result.violations.find((found) => found.rule === rule.rule);
  const told = story?.story ?? "";
  return element(
    "testcase",
    { classname: `${contract}.${subject}`, name: `${rule.rule} ${rule.statement}` },
    [
      ...(isFailure(rule)
        ? [
            element("failure", { message: story?.because ?? rule.statement, type: rule.rule }, [
              told,
            ]),
          ]
        : []),
      // A SHOULD rule is reported and fails nothing.
      ...(rule.verdict === "violated" && !isFailure(rule)
        ? [element("system-out", {}, [told])]
        : []),
      ...(rule.verdict === "untested" ? [element("skipped", { message: rule.reason }, [])] : []),
    ],
  );
}

function judgedCase(result: SweepResult): readonly XmlNode[] {
  if (result.verdict !== "undecided") return [];
  const reasons = [
    ...(result.interrupted ? ["interrupted"] : []),
    ...result.undecided.map(({ reason }) => reason),
    ...(result.divergence === null ? [] : [tellDivergence(result.divergence)]),
  ];
  const { contract, subject } = result.plan;
  return [
    element(
      "testcase",
      { classname: `${contract}.${subject}`, name: "every run could be judged" },
      [
        element("error", { message: reasons[0] ?? "undecided", type: "undecided" }, [
          reasons.join("\n"),
        ]),
      ],
    ),
  ];
}

const isFailure = (rule: RuleResult): boolean =>
  rule.verdict === "violated" && rule.level === "must";

const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly XmlNode[],
): XmlNode => ({ name, attributes, children });
