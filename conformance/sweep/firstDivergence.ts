import type { Divergence } from "../../spec/result.ts";

/** Where two journals of one seed part; null when they are the same. */
export function firstDivergence(
  seed: number,
  first: readonly string[],
  second: readonly string[],
): Divergence | null {
  const length = Math.max(first.length, second.length);
  for (let position = 0; position < length; position++) {
    if (first[position] === second[position]) continue;
    return {
      seed,
      step: position + 1,
      before: first.slice(Math.max(0, position - 3), position),
      first: first[position] ?? null,
      second: second[position] ?? null,
    };
  }
  return null;
}
