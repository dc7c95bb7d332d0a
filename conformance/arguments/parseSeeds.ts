import { InputError } from "../../spec/inputError.ts";

/** Seeds from `from` to `to`, both included. */
export type SeedRange = { readonly from: number; readonly to: number };

/** One seed: a positive whole number, decimal or hexadecimal ("0x5eed"). */
export function parseSeed(text: string, flag = "--seed"): number {
  const seed = positiveInteger(text);
  if (seed !== null) return seed;
  throw new InputError(
    "BAD_SEED",
    `${flag}: got ${JSON.stringify(text)}; give a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, such as 42 or 0x5eed`,
  );
}

/** "N" is 1..N; "A..B" is from A to B, both included. */
export function parseSeeds(text: string): SeedRange {
  const [first = "", second, ...rest] = text.split("..");
  if (second === undefined) return { from: 1, to: parseSeed(text, "--seeds") };

  const from = positiveInteger(first);
  const to = positiveInteger(second);
  if (from === null || to === null || rest.length > 0) {
    throw new InputError(
      "BAD_SEEDS",
      `--seeds: got ${JSON.stringify(text)}; give N for 1..N, or A..B with whole numbers from 1 to ${Number.MAX_SAFE_INTEGER}, such as 1..200`,
    );
  }
  if (from > to) {
    throw new InputError(
      "BAD_SEEDS",
      `--seeds: got ${JSON.stringify(text)}, which runs backwards; give ${to}..${from}`,
    );
  }
  return { from, to };
}

function positiveInteger(text: string): number | null {
  if (!/^(?:[0-9]+|0x[0-9a-f]+)$/i.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 1 ? value : null;
}
