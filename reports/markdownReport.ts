import type { RuleResult, SweepResult } from "../spec/result.ts";
import { counted } from "./counted.ts";
import { grouped } from "./grouped.ts";
import { markdownCell } from "./markdownCell.ts";
import { tellLedger } from "./tellLedger.ts";

/** A sweep as Markdown: a verdict, a table of the rules, and the stories in code blocks. */
export function markdownReport(result: SweepResult): string {
  const { plan } = result;
  const ledger = tellLedger(result.ledger);
  const struck = [...result.faults].map(([kind, times]) => `${kind} ${grouped(times)}`);
  return [
    `## ${plan.subject}: ${result.verdict}`,
    "",
    `Contract ${plan.contract}, ${plan.seeds}, backend ${plan.backend}${plan.topology === "standalone" ? "" : `, topology ${plan.topology}`}; ${counted(result.seeds, "run")}, digest \`${result.digest}\`.`,
    "",
    "| rule | level | verdict | runs | statement |",
    "| --- | --- | --- | --- | --- |",
    ...result.rules.map(row),
    "",
    ...(struck.length === 0 ? [] : [`Faults struck: ${struck.join(", ")}.`, ""]),
    ...(ledger === null ? [] : [`Durability: ${ledger}.`, ""]),
    ...result.notStruck.flatMap(({ kind, reason, times }) => [
      `- not struck: ${kind}, ${counted(times, "time")} (${markdownCell(reason)})`,
      "",
    ]),
    ...result.undecided.flatMap(({ reason, runs, seed }) => [
      `- undecided: ${markdownCell(reason)}${seed === null ? "" : ` (${counted(runs, "run")}, first in seed ${seed})`}`,
      "",
    ]),
    ...result.violations.flatMap(({ rule, story }) => [
      `### ${rule}`,
      "",
      "```text",
      story,
      "```",
      "",
    ]),
  ].join("\n");
}

function row(rule: RuleResult): string {
  const runs =
    rule.verdict === "violated"
      ? `${grouped(rule.violated)} of ${grouped(rule.held + rule.violated)}`
      : grouped(rule.held);
  const statement =
    rule.verdict === "untested" ? `${rule.statement} (${rule.reason})` : rule.statement;
  return `| ${rule.rule} | ${rule.level.toUpperCase()} | ${rule.verdict} | ${runs} | ${markdownCell(statement)} |`;
}
