import { grouped } from "../../../reports/grouped.ts";
import type { FidelityResult } from "./fidelityResult.ts";
import { fidelityRows } from "./fidelityRows.ts";
import { percent } from "./percent.ts";
import { totalOf } from "./tally.ts";

/** The table of agreement as Markdown. */
export function fidelityMarkdown(result: FidelityResult): string {
  const [head = [], ...rows] = fidelityRows(result);
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Its summary, a row per server: what the README shows. */
export function fidelitySummary({ servers, mock }: FidelityResult): string {
  const rows = servers.map(({ name, tally, differencesFound }) => [
    `the model and ${name}`,
    grouped(totalOf(tally).run),
    String(tally.size),
    grouped(differencesFound),
    percent(totalOf(tally)),
  ]);
  if (mock !== null) {
    const { run, agreed, unsupported } = totalOf(mock.tally);
    rows.push([
      mock.name,
      grouped(run + unsupported),
      String(mock.tally.size),
      grouped(run - agreed + unsupported),
      percent({ run, agreed, unsupported }),
    ]);
  }
  const head = ["", "commands run", "different commands", "differences", "agreement"];
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;
