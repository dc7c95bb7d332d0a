import { setTimeout } from "node:timers/promises";
import { emptyLedger } from "../../spec/durability.ts";
import { expect, it } from "vitest";
import type { SeedResult } from "../../spec/result.ts";
import { createTally } from "./createTally.ts";
import { runSweep } from "./runSweep.ts";
import { countSeeds, seedsOf } from "./seedsOf.ts";

it("adds the seeds in their order, whichever is done first", async () => {
  const alone = await sweep({ inFlightMax: 1 });
  const together = await sweep({ inFlightMax: 4, delayMs: (seed) => (seed % 3) * 5 });

  expect(together).toEqual(alone);
});

it("ends after the seeds that are under way when it is stopped", async () => {
  const tally = createTally([]);
  let asked = 0;
  await runSweep(
    {
      seeds: seedsOf({ from: 1, to: 1_000 }, null),
      judge: async (seed) => result(seed),
      inFlightMax: 2,
      stopped: () => ++asked > 5,
      onSeed: () => {},
    },
    tally,
  );
  expect(tally.seeds()).toBe(5);
});

it("fails with the seed that failed, and leaves no rejection behind", async () => {
  const broken = sweep({ inFlightMax: 4, failAt: 3 });
  await expect(broken).rejects.toThrow("seed 3 failed");
});

it("gives each shard its own seeds, and all of them together every seed once", () => {
  const range = { from: 5, to: 23 };
  const shards = [1, 2, 3, 4].map((index) => [...seedsOf(range, { index, count: 4 })]);

  expect(shards[0]).toEqual([5, 9, 13, 17, 21]);
  expect(shards.flat().sort((a, b) => a - b)).toEqual([...seedsOf(range, null)]);
  expect(shards.map((seeds) => seeds.length)).toEqual(
    [1, 2, 3, 4].map((index) => countSeeds(range, { index, count: 4 })),
  );
});

it("ends a range at the largest seed there is", () => {
  const last = Number.MAX_SAFE_INTEGER;
  expect([...seedsOf({ from: last - 1, to: last }, null)]).toEqual([last - 1, last]);
});

async function sweep(options: {
  readonly inFlightMax: number;
  readonly delayMs?: (seed: number) => number;
  readonly failAt?: number;
}): Promise<{ readonly digest: string; readonly seeds: number }> {
  const tally = createTally([]);
  await runSweep(
    {
      seeds: seedsOf({ from: 1, to: 20 }, null),
      async judge(seed) {
        await setTimeout(options.delayMs?.(seed) ?? 0);
        if (seed === options.failAt) throw new Error(`seed ${seed} failed`);
        return result(seed);
      },
      inFlightMax: options.inFlightMax,
      stopped: () => false,
      onSeed: () => {},
    },
    tally,
  );
  return { digest: tally.digest(), seeds: tally.seeds() };
}

const result = (seed: number): SeedResult => ({
  seed,
  digest: `digest ${seed}`,
  rules: [],
  undecided: [],
  faults: [],
  notStruck: [],
  search: { strategy: "random", base: null },
  strategy: "random",
  ledger: emptyLedger,
  commands: 1,
  simulatedMs: 1,
  divergence: null,
});
