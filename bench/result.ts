/** What one bench measured. Ratios within one run, because absolute figures belong to a machine. */
export type BenchResult = {
  readonly verdict: "reached" | "missed" | "skipped";
  /** The ratio and what was asked of it. */
  readonly summary: string;
  readonly lines: readonly string[];
};

/** Milliseconds that something takes on the real clock. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

export const perSecond = (count: number, ms: number): number => Math.round((count / ms) * 1000);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
