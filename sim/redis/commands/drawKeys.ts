import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { unsupported } from "../errors.ts";
import type { Stored } from "../keyspace/byteMap.ts";
import type { Dict } from "../keyspace/dict.ts";

/**
 * Random keys as SRANDMEMBER, HRANDFIELD and ZRANDMEMBER draw them: a negative count may repeat keys and gives exactly so
 * many, a positive one never repeats.
 *
 * A count that Redis would need gigabytes to answer is refused: null, and the run is undecided.
 */
export function drawKeys(context: Context, dict: Dict<Stored>, count: number): Bytes[] | null {
  if (count < -repeatsMax) {
    context.unsupported(`${context.command.name} with a count of ${count}`);
    return null;
  }
  if (count < 0) {
    context.touch(-count);
    return Array.from({ length: -count }, () => dict.randomKey(context.random));
  }
  if (count >= dict.size) {
    context.touch(dict.size);
    return dict.keys();
  }
  context.touch(count);
  // Floyd's sampling: as many draws as keys, whatever part of the dict they are.
  const chosen = new Set<number>();
  for (let slot = dict.size - count; slot < dict.size; slot++) {
    const drawn = context.random.below(slot + 1);
    chosen.add(chosen.has(drawn) ? slot : drawn);
  }
  return Array.from(chosen, (slot) => dict.keyAt(slot));
}

const repeatsMax = 10_000_000;

/** What the client gets in place of so many keys. */
export const tooManyDrawn = unsupported("a random choice of so many elements");
