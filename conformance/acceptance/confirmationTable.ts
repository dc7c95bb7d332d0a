import { markdownCell } from "../../reports/markdownCell.ts";
import type { Confirmation } from "../../spec/gateResult.ts";

/** What became of one broken subject's defect. */
export type ConfirmationRow = {
  readonly subject: string;
  /** The rule that it breaks. */
  readonly rule: string;
  /** Of the scenario that shows it; null when none was found. */
  readonly steps: number | null;
  /** What each server says, in the order of the servers; null where nothing shows it, nothing when there was nothing to ask. */
  readonly said: readonly (Confirmation | null)[];
};

/**
 * The table of what real servers confirm, in Markdown as Prettier has it.
 *
 * @param subjects what they are, such as "schedulers".
 * @param servers such as "Redis 7.0.15".
 */
export function confirmationTable(
  subjects: string,
  rows: readonly ConfirmationRow[],
  servers: readonly string[],
): string {
  const reasons = new Map<string, number>();
  const numberOf = (why: string): number => {
    const number = reasons.get(why) ?? reasons.size + 1;
    reasons.set(why, number);
    return number;
  };
  const cellOf = (said: Confirmation | null | undefined): string => {
    if (said === undefined) return "not found";
    if (said === null) return "not shown";
    if ("confirmed" in said) return "confirmed";
    return "modelOnly" in said ? "model only" : `not yet (${numberOf(said.why)})`;
  };
  const isConfirmed = ({ said }: ConfirmationRow): boolean =>
    said.length > 0 && said.every((each) => each !== null && "confirmed" in each);

  const body = rows.map(({ subject, rule, steps, said }) => [
    `\`${subject}\``,
    rule,
    String(steps ?? ""),
    ...servers.map((_, index) => cellOf(said[index])),
  ]);
  const notes = [...reasons].map(([why, number]) => `${number}. ${markdownCell(why)}`);
  return [
    `Of ${rows.length} broken ${subjects} ${rows.filter(isConfirmed).length} are confirmed on every server.`,
    "",
    ...aligned([["subject", "breaks", "steps", ...servers], ...body]),
    ...(notes.length === 0 ? [] : ["", "Not yet, because:", "", ...notes]),
  ].join("\n");
}

function aligned([head = [], ...body]: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...body].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]): string =>
    line(widths.map((width, column) => (row[column] ?? "").padEnd(width)));
  return [padded(head), line(widths.map((width) => "-".repeat(width))), ...body.map(padded)];
}
