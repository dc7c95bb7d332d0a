import { strategyNames, type StrategyName } from "../../spec/strategy.ts";

/** How a broken subject was found. */
export type StrategyRow = {
  readonly contract: string;
  readonly subject: string;
  readonly breaks: string;
  /** How many runs each strategy took to find the defect; null when it did not. */
  readonly runs: ReadonlyMap<StrategyName, number | null>;
};

/** The table of what each strategy finds, and how soon, in Markdown. */
export function strategyTable(rows: readonly StrategyRow[], runsMax: number): string {
  const found = strategyNames.map((strategy) => ({
    strategy,
    runs: rows.flatMap((row) => row.runs.get(strategy) ?? []).sort((a, b) => a - b),
  }));
  const byNobody = rows.filter(({ runs }) => [...runs.values()].every((each) => each === null));
  return [
    `Of ${rows.length} broken subjects, in at most ${runsMax} runs each: ${found
      .map(({ strategy, runs }) => `${strategy} finds ${runs.length}${medianOf(runs)}`)
      .join(
        ", ",
      )}. ${byNobody.length === 0 ? "Each is found by one of them." : `None finds ${byNobody.map(({ subject }) => `\`${subject}\``).join(", ")} in so many runs.`}`,
    "",
    `| subject | breaks | ${strategyNames.join(" | ")} |`,
    `| --- | --- |${strategyNames.map(() => " --- |").join("")}`,
    ...rows.map(({ subject, breaks, runs }) => {
      const least = Math.min(...[...runs.values()].map((each) => each ?? Infinity));
      const cells = strategyNames.map((strategy) => tellCell(runs.get(strategy) ?? null, least));
      return `| \`${subject}\` | ${breaks} | ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

const medianOf = (sorted: readonly number[]): string =>
  sorted.length === 0 ? "" : ` (median ${sorted[Math.floor((sorted.length - 1) / 2)]})`;

/** The soonest is set off. */
const tellCell = (runs: number | null, least: number): string =>
  runs === null ? "" : runs === least ? `**${runs}**` : `${runs}`;
