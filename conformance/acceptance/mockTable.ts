/** What one subject showed on one backend. */
export type Shown = {
  /** The first seed that violated the rule that the subject breaks; null when none did. */
  readonly caughtBySeed: number | null;
  readonly runs: number;
  readonly undecided: readonly { readonly reason: string; readonly runs: number }[];
};

export type MockRow = {
  readonly subject: string;
  /** The rule that its defect violates; null for the reference, which has none. */
  readonly breaks: string | null;
  readonly model: Shown;
  readonly mock: Shown;
};

/** The table of what tests with ioredis-mock would have missed, in Markdown. */
export function mockTable(rows: readonly MockRow[]): string {
  const broken = rows.filter(({ breaks }) => breaks !== null);
  const caughtOn = (backend: "model" | "mock"): number =>
    broken.filter((row) => row[backend].caughtBySeed !== null).length;
  return [
    `Of ${broken.length} broken subjects the model catches ${caughtOn("model")}, ioredis-mock ${caughtOn("mock")}.`,
    "",
    "| subject | breaks | on the model | on ioredis-mock |",
    "| --- | --- | --- | --- |",
    ...rows.map(
      ({ subject, breaks, model, mock }) =>
        `| \`${subject}\` | ${breaks ?? ""} | ${tell(model, breaks)} | ${tell(mock, breaks)} |`,
    ),
  ].join("\n");
}

function tell({ caughtBySeed, runs, undecided }: Shown, breaks: string | null): string {
  if (caughtBySeed !== null) return `caught, seed ${caughtBySeed}`;
  const [first] = undecided.toSorted((a, b) => b.runs - a.runs);
  const held = breaks === null ? "held" : "**missed**";
  if (first === undefined) return `${held}, ${runs} runs`;
  const reason = first.reason.replaceAll("|", String.raw`\|`);
  return `${breaks === null ? "undecided" : "**missed**"}: ${reason} (${first.runs} of ${runs} runs)`;
}
