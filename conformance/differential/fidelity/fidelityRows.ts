import { grouped } from "../../../reports/grouped.ts";
import type { FidelityResult } from "./fidelityResult.ts";
import { percent } from "./percent.ts";
import { countIn, totalOf, type Count, type Tally } from "./tally.ts";

/** The table: a row of headings, a row per command, a row of totals. */
export function fidelityRows({ servers, mock }: FidelityResult): readonly (readonly string[])[] {
  const columns = [...servers, ...(mock === null ? [] : [mock])];
  const cases: Tally = new Map();
  for (const { tally } of servers)
    for (const [name, { run, unsupported }] of tally) countIn(cases, name).run += run + unsupported;
  const names = [...cases.keys()].sort((a, b) => (a < b ? -1 : 1));
  const row = (name: string, run: number, counts: readonly (Count | undefined)[]): string[] => [
    name,
    grouped(run),
    ...counts.map(percent),
  ];
  return [
    ["command", "cases", ...columns.map(({ name }) => name)],
    ...names.map((name) =>
      row(
        name,
        cases.get(name)?.run ?? 0,
        columns.map(({ tally }) => tally.get(name)),
      ),
    ),
    row(
      "all",
      totalOf(cases).run,
      columns.map(({ tally }) => totalOf(tally)),
    ),
  ];
}
