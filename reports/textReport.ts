import type { RuleResult, SweepResult } from "../spec/result.ts";
import { counted } from "./counted.ts";
import { grouped } from "./grouped.ts";
import { printable } from "./printable.ts";
import { table } from "./table.ts";
import { tellProfile } from "./tellProfile.ts";
import { tellLedger } from "./tellLedger.ts";
import { tellDivergence } from "./tellDivergence.ts";
import { tellDuration } from "./tellDuration.ts";

/** A sweep for a person at a terminal: the rules, the faults, each violation as a story, the verdict last. */
export function textReport(result: SweepResult): string {
  const blocks = [
    table(result.rules.map((rule) => [rule.rule, rule.level.toUpperCase(), ...tellRule(rule)])),
    [
      ...tellStrategies(result),
      ...tellFaults(result),
      ...tellNotStruck(result),
      ...tellDurability(result),
    ],
    result.undecided.map(
      ({ reason, runs, seed }) =>
        `undecided  ${printable(reason)}${seed === null ? "" : ` (${counted(runs, "run")}, first in seed ${seed})`}`,
    ),
    result.divergence === null ? [] : [tellDivergence(result.divergence)],
    ...result.violations.map((violation) => [violation.story]),
    result.profile === undefined ? [] : tellProfile(result.profile),
    tellVerdict(result),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

function tellRule(rule: RuleResult): readonly [string, string, string] {
  switch (rule.verdict) {
    case "held":
      return ["held", counted(rule.held, "run"), rule.statement];
    case "violated":
      return [
        "violated",
        `${grouped(rule.violated)} of ${counted(rule.held + rule.violated, "run")}`,
        rule.statement,
      ];
    case "untested":
      return ["untested", "0 runs", `${rule.reason} (${rule.statement})`];
  }
}

/** Which strategies there were, when there was a choice, and what each found first. */
function tellStrategies({ plan, strategies, violations }: SweepResult): readonly string[] {
  if (plan.strategy === "random") return [];
  const told = [...strategies].map(([strategy, runs]) => {
    const found = violations
      .filter((violation) => violation.strategy === strategy)
      .map(({ rule, strategyRuns }) => `${rule} in run ${grouped(strategyRuns)}`);
    return `${strategy} ${counted(runs, "run")}${found.length === 0 ? "" : ` (${found.join(", ")})`}`;
  });
  return [`strategies     ${told.join("  ")}`];
}

function tellFaults({ faults, notStruck }: SweepResult): readonly string[] {
  if (faults.size === 0) return [];
  const struck = [...faults].filter(([, times]) => times > 0);
  const never = [...faults].filter(
    ([kind, times]) => times === 0 && notStruck.every((missed) => missed.kind !== kind),
  );
  return [
    ...(struck.length === 0
      ? []
      : [
          `faults struck  ${struck.map(([kind, times]) => `${kind} ${grouped(times)}`).join("  ")}`,
        ]),
    ...(never.length === 0 ? [] : [`never struck   ${never.map(([kind]) => kind).join("  ")}`]),
  ];
}

/** One line for each reason, because a backend has few and kinds are many. */
function tellNotStruck({ notStruck }: SweepResult): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { kind, reason, times } of notStruck) {
    const kinds = reasons.get(reason) ?? [];
    reasons.set(reason, [...kinds, `${kind} ${grouped(times)}`]);
  }
  return [...reasons].map(([reason, kinds]) => `not struck     ${reason}: ${kinds.join("  ")}`);
}

function tellDurability({ ledger }: SweepResult): readonly string[] {
  const told = tellLedger(ledger);
  return told === null ? [] : [`durability     ${told}`];
}

function tellVerdict(result: SweepResult): readonly string[] {
  const { plan, violations } = result;
  const saved = violations.flatMap(({ artefact }) => artefact ?? []);
  return [
    `${plan.subject}: ${result.verdict.toUpperCase()}. ${tellReason(result)}`,
    `  ${counted(result.seeds, "seed")}, ${counted(result.commands, "command")}, ${tellDuration(result.simulatedMs)} simulated in ${tellDuration(result.wallMs)}, digest ${result.digest.slice(0, 16)}`,
    ...(saved.length === 0 ? [] : [`  saved: ${saved.join(", ")}`]),
  ];
}

function tellReason(result: SweepResult): string {
  const musts = result.rules.filter((rule) => rule.level === "must");
  const violated = musts.filter((rule) => rule.verdict === "violated");
  const tested = musts.filter((rule) => rule.verdict !== "untested");

  if (result.divergence !== null) return "The same seed gave two different journals.";
  switch (result.verdict) {
    case "violated":
      return `${violated.length} of ${counted(tested.length, "MUST rule")} ${violated.length === 1 ? "was" : "were"} violated.`;
    case "held":
      return `${counted(tested.length, "MUST rule")}, none violated.`;
    case "undecided":
      return result.interrupted
        ? "Interrupted before the end; nothing was violated so far."
        : "Nothing was violated, but not every run could be judged.";
  }
}
