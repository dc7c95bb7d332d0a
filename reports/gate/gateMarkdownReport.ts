import type { GateResult, GateRule } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";
import { grouped } from "../grouped.ts";
import { markdownCell } from "../markdownCell.ts";
import { faultsOfRules } from "./faultsOfRules.ts";
import { tellCanary } from "./tellCanary.ts";
import { tellConfirmation } from "./tellConfirmation.ts";
import { tellGateVerdict } from "./tellGateVerdict.ts";
import { tellSkipped } from "./tellSkipped.ts";
import { undecidedOf } from "./undecidedOf.ts";

/** The gate as Markdown, for the summary of a job: the verdict, a table of the rules, the stories folded away. */
export function gateMarkdownReport(result: GateResult): string {
  const { regressions, sweeps, rules, violations, confirmations } = result;
  const runs = sweeps.map(({ plan, seeds }) => `${plan.topology} ${grouped(seeds)}`);
  const back = regressions.replayed.filter(({ verdict }) => verdict === "violated");
  return [
    `## ${result.subject}: ${result.verdict}`,
    "",
    `${markdownCell(tellGateVerdict(result))} Contract ${result.contract}, backend ${result.backend}; runs: ${runs.join(", ") || "none"}.`,
    "",
    `- canary: ${tellCanary(result.canary)}`,
    `- saved regressions: ${counted(regressions.replayed.length, "replayed", "replayed")}, ${counted(back.length, "violated", "violated")}${back.map(({ file }) => ` \`${file}\``).join("")}`,
    ...tellSkipped(regressions.skipped, 3).map((line) => `- skipped: ${markdownCell(line)}`),
    ...result.leftOut.map(({ topology, why }) => `- left out: ${topology} (${markdownCell(why)})`),
    ...undecidedOf(result).map((reason) => `- undecided: ${markdownCell(reason)}`),
    ...confirmations.map(
      ({ artefact, confirmation }) =>
        `- \`${artefact}\`: ${markdownCell(tellConfirmation(confirmation))}`,
    ),
    "",
    "| rule | level | verdict | runs | statement |",
    "| --- | --- | --- | --- | --- |",
    ...rules.map(row),
    "",
    ...faultsOfRules(rules).flatMap(({ rules: names, faults }) => [
      `Faults struck in the runs in which ${names.join(", ")} held: ${faults.replaceAll("  ", ", ")}.`,
      "",
    ]),
    ...[...back.flatMap(({ violated }) => violated), ...violations].flatMap(({ rule, story }) => [
      `<details><summary>${rule}</summary>`,
      "",
      "```text",
      story,
      "```",
      "",
      "</details>",
      "",
    ]),
  ].join("\n");
}

function row(rule: GateRule): string {
  const runs =
    rule.violated > 0
      ? `${grouped(rule.violated)} of ${grouped(rule.held + rule.violated)}`
      : grouped(rule.held);
  const where = rule.violatedOn.map(({ topology, seed }) => `${topology} seed ${seed}`).join(", ");
  const note = where || rule.reason;
  const statement = note === "" ? rule.statement : `${rule.statement} (${note})`;
  return `| ${rule.rule} | ${rule.level.toUpperCase()} | ${rule.verdict} | ${runs} | ${markdownCell(statement)} |`;
}
