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
    ...tellReasons(rows.map(({ mock }) => mock)),
  ].join("\n");
}

function tell({ caughtBySeed, runs, undecided }: Shown, breaks: string | null): string {
  if (caughtBySeed !== null) return `caught, seed ${caughtBySeed}`;
  const verdict = breaks === null ? "held" : "**missed**";
  const most = Math.max(0, ...undecided.map((reason) => reason.runs));
  if (most === 0) return `${verdict}, ${runs} runs`;
  return breaks === null
    ? `undecided, ${most} of ${runs} runs`
    : `${verdict}, ${most} of ${runs} runs undecided`;
}

/** Each reason once, because most subjects share them. */
function tellReasons(shown: readonly Shown[]): readonly string[] {
  const subjects = new Map<string, number>();
  for (const { undecided } of shown)
    for (const { reason } of undecided) subjects.set(reason, (subjects.get(reason) ?? 0) + 1);
  if (subjects.size === 0) return [];
  return [
    "",
    "Why runs on ioredis-mock could not be judged:",
    "",
    ...[...subjects].map(([reason, count]) => `- ${reason} (${count} subjects)`),
  ];
}
