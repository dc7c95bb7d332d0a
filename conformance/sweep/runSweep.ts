import type { SeedResult } from "../../spec/result.ts";
import type { Tally } from "./createTally.ts";

export type SweepOptions = {
  readonly seeds: Iterable<number>;
  readonly judge: (seed: number) => Promise<SeedResult>;
  /** How many seeds may be under way at once. */
  readonly inFlightMax: number;
  /** Asked before each seed. */
  readonly stopped: () => boolean;
  readonly onSeed: () => void;
};

/**
 * Judges seeds and adds them to the tally in their order, however many run at once. Seeds that are under way when it
 * is stopped are still waited for.
 */
export async function runSweep(options: SweepOptions, tally: Tally): Promise<void> {
  const underWay: Promise<SeedResult>[] = [];

  async function addOldest(): Promise<void> {
    const oldest = underWay.shift();
    if (oldest === undefined) return;
    tally.add(await oldest);
    options.onSeed();
  }

  for (const seed of options.seeds) {
    if (options.stopped()) break;
    const result = options.judge(seed);
    result.catch(() => {}); // it is awaited when its turn comes; until then it must not count as unhandled
    underWay.push(result);
    if (underWay.length >= options.inFlightMax) await addOldest();
  }
  while (underWay.length > 0) await addOldest();
}
