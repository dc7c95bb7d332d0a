import type { Shard } from "../arguments/parseShard.ts";

/** The seeds from `from` to `to` that fall to a shard, ascending. One at a time: a range may be of any length. */
export function* seedsOf(
  { from, to }: { readonly from: number; readonly to: number },
  shard: Shard | null,
): Generator<number> {
  const { index, count } = shard ?? { index: 1, count: 1 };
  const offset = (((index - from) % count) + count) % count;
  for (let seed = from + offset; seed <= to; seed += count) {
    yield seed;
    if (seed > Number.MAX_SAFE_INTEGER - count) return; // the next number would be this one
  }
}

/** How many seeds that are. */
export function countSeeds(
  { from, to }: { readonly from: number; readonly to: number },
  shard: Shard | null,
): number {
  const { index, count } = shard ?? { index: 1, count: 1 };
  const offset = (((index - from) % count) + count) % count;
  return Math.max(0, Math.floor((to - from - offset) / count) + 1);
}
