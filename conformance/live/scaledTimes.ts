const times = ["atMs", "forMs", "byMs", "restartAfterMs", "snapshotAgeMs"] as const;

/** The same fault or step with its times scaled. */
export function scaledTimes<Timed extends object>(
  timed: Timed,
  scaled: (ms: number) => number,
): Timed {
  const changed = Object.entries(timed).map(([name, value]: [string, unknown]) =>
    times.some((time) => time === name) && typeof value === "number"
      ? [name, scaled(value)]
      : [name, value],
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same with other numbers
  return Object.fromEntries(changed) as Timed;
}
