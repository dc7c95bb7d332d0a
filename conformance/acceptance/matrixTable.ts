import type { BackendName } from "../../spec/backend.ts";
import type { RuleResult } from "../../spec/result.ts";

/** What the seeds of one subject showed on one backend. */
export type Measured = {
  readonly contract: string;
  readonly subject: string;
  readonly backend: BackendName;
  readonly rules: readonly Pick<RuleResult, "rule" | "verdict" | "held" | "violated">[];
};

/** A contract as the matrix shows it: its rules, whom they are asked of, and who breaks them on purpose. */
export type MatrixContract = {
  readonly name: string;
  readonly rules: readonly string[];
  /** All that are not broken on purpose. */
  readonly subjects: readonly string[];
  readonly broken: readonly { readonly subject: string; readonly breaks: string }[];
};

/** In how many runs a rule held, and in how many it was violated. */
type Counts = Pick<RuleResult, "held" | "violated">;

/** What the rules of a contract say of its subjects on each backend, in how many runs, in Markdown as Prettier has it. */
export function matrixTable(
  { name, rules, subjects, broken }: MatrixContract,
  measured: readonly Measured[],
): string {
  const own = measured.filter(({ contract }) => contract === name);
  const cellOf = (rule: string, subject: string): string => {
    const said = (verdict: RuleResult["verdict"], count: (result: Counts) => string): string =>
      own
        .filter((each) => each.subject === subject)
        .flatMap(({ backend, rules: all }) => {
          const result = all.find((it) => it.rule === rule && it.verdict === verdict);
          return result === undefined ? [] : [`${backend} ${count(result)}`];
        })
        .join(", ");
    const violated = said("violated", (it) => `${it.violated} of ${it.held + it.violated}`);
    return [
      said("held", ({ held }) => String(held)),
      violated === "" ? "" : `**violated**: ${violated}`,
    ]
      .filter((part) => part !== "")
      .join("; ");
  };
  const brokenFor = (rule: string): string =>
    broken
      .filter(({ breaks }) => breaks === rule)
      .map(({ subject }) => `\`${subject.replace(/^broken\//, "")}\``)
      .join(", ");
  const rows = rules.map((rule) => [
    rule,
    ...subjects.map((subject) => cellOf(rule, subject)),
    brokenFor(rule),
  ]);
  return markdownTable([
    ["rule", ...subjects.map((it) => `\`${it}\``), "caught when broken"],
    ...rows,
  ]);
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head, " "), line(head.map(() => ""), "-"), ...body.map((row) => line(row, " "))].join("\n"); // prettier-ignore
}
