import { InputError } from "../../spec/inputError.ts";

/** One machine's part of the seeds: the `index`-th of `count`, counted from 1. */
export type Shard = { readonly index: number; readonly count: number };

/** "I/N" with 1 <= I <= N. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^([0-9]{1,5})\/([0-9]{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new InputError(
    "BAD_SHARD",
    `--shard: got ${JSON.stringify(text)}; give I/N with 1 <= I <= N, such as 2/8`,
  );
}
