import type { GateResult, GateRule, RegressionResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";
import { grouped } from "../grouped.ts";
import { printable } from "../printable.ts";
import { table } from "../table.ts";
import { tellDuration } from "../tellDuration.ts";
import { faultsOfRules } from "./faultsOfRules.ts";
import { tellCanary } from "./tellCanary.ts";
import { tellConfirmation } from "./tellConfirmation.ts";
import { tellGateVerdict } from "./tellGateVerdict.ts";
import { tellSkipped } from "./tellSkipped.ts";
import { undecidedOf } from "./undecidedOf.ts";

/** The gate for a person at a terminal: what was done in its order, each violation as a story, the verdict last. */
export function gateTextReport(result: GateResult): string {
  const blocks = [
    [`canary       ${tellCanary(result.canary)}`, ...tellRegressions(result)],
    table(
      result.rules.map((rule) => [rule.rule, rule.level.toUpperCase(), ...tellRule(rule, result)]),
    ),
    tellFaults(result),
    undecidedOf(result).map((reason) => `undecided  ${printable(reason)}`),
    ...storiesOf(result).map((story) => [story]),
    tellConfirmations(result),
    tellVerdict(result),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

function tellRegressions({ regressions }: GateResult): readonly string[] {
  const { folder, replayed, skipped } = regressions;
  if (replayed.length === 0 && skipped.length === 0)
    return [`regressions  none replayed from ${folder}`];
  const rows = [
    ...table(replayed.map(({ verdict, rule, file }) => [verdict, rule, file])),
    ...tellSkipped(skipped, 3).map((line) => `skipped  ${line}`),
  ];
  return rows.map((row, index) => `${index === 0 ? "regressions" : "           "}  ${row}`);
}

function tellRule(
  rule: GateRule,
  { violations, regressions }: GateResult,
): readonly [string, string, string] {
  switch (rule.verdict) {
    case "held": {
      const struck = [...rule.faults.values()].reduce((sum, times) => sum + times, 0);
      const runs = `${counted(rule.held, "run")}, ${counted(struck, "fault")}`;
      return ["held", runs, rule.statement];
    }
    case "violated": {
      const runs = `${grouped(rule.violated)} of ${counted(rule.held + rule.violated, "run")}`;
      const where = rule.violatedOn.map(({ topology, seed }) => `${topology} seed ${seed}`);
      const shownBy = (each: RegressionResult): boolean =>
        each.violated.some(({ rule: id }) => id === rule.rule);
      const file =
        violations.find((found) => found.rule === rule.rule)?.artefact ??
        regressions.replayed.find(shownBy)?.file;
      const saved = file === undefined ? "" : `: ${file}`;
      return ["violated", runs, `${where.join(", ")}${saved}`];
    }
    case "undecided":
    case "unasked":
      return [rule.verdict, "0 runs", `${printable(rule.reason)} (${rule.statement})`];
  }
}

function tellFaults({ rules, sweeps }: GateResult): readonly string[] {
  const lines = faultsOfRules(rules).map(
    ({ rules: names, faults }) => `  ${names.join(" ")}: ${faults}`,
  );
  const kinds = new Set(sweeps.flatMap(({ faults }) => [...faults.keys()]));
  const never = [...kinds].filter((kind) =>
    sweeps.every(({ faults }) => (faults.get(kind) ?? 0) === 0),
  );
  return [
    ...(lines.length === 0 ? [] : ["faults struck in the runs in which a rule held", ...lines]),
    ...(never.length === 0 ? [] : [`never struck  ${never.join("  ")}`]),
  ];
}

/** One story for each rule: of the regression that shows it, or of the seeds. */
function storiesOf({ regressions, violations }: GateResult): readonly string[] {
  const stories = new Map<string, string>();
  for (const { violated } of regressions.replayed) {
    for (const { rule, story } of violated) if (!stories.has(rule)) stories.set(rule, story);
  }
  for (const { rule, story } of violations) stories.set(rule, story); // shrunk, so it is the shorter one
  return [...stories.values()];
}

/** One heading for each answer, because one reason for having none is often that of all. */
function tellConfirmations({ confirmations }: GateResult): readonly string[] {
  const files = new Map<string, string[]>();
  for (const { artefact, confirmation } of confirmations) {
    const told = tellConfirmation(confirmation);
    files.set(told, [...(files.get(told) ?? []), artefact]);
  }
  return [...files].flatMap(([told, all]) => [printable(told), ...all.map((file) => `  ${file}`)]);
}

function tellVerdict(result: GateResult): readonly string[] {
  const runs = result.sweeps.map(({ plan, seeds }) => `${plan.topology} ${grouped(seeds)}`);
  const done = runs.length === 0 ? "no seed was judged" : `runs: ${runs.join(", ")}`;
  return [
    `${result.subject}: ${result.verdict.toUpperCase()}. ${printable(tellGateVerdict(result))}`,
    `  ${done}; ${tellDuration(result.wallMs)}`,
  ];
}
