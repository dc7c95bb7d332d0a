/**
 * A list in an order that looks everywhere early: each next item lies about the golden ratio of the list further on, so the
 * first n are spread over all of it, and all are visited once.
 */
export function permuted<Item>(list: readonly Item[]): readonly Item[] {
  const { length } = list;
  if (length < 3) return list;
  let stride = Math.round(length * 0.618_033_988_75);
  while (gcd(stride, length) !== 1) stride++;
  const positions = Array.from({ length }, (_, i) => (i * stride) % length);
  return positions.flatMap((at) => list.slice(at, at + 1));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
