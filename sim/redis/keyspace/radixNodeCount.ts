import type { Bytes } from "../bytes.ts";

/**
 * How many nodes Redis' radix tree has for keys of one length: XINFO STREAM tells. A run of bytes without a choice is one
 * node, a choice is one, the end of each key is one; a tree without keys still has its root.
 *
 * @param keys sorted, each once.
 */
export function radixNodeCount(keys: readonly Bytes[]): number {
  return keys.length === 0 ? 1 : count(keys, 0, keys.length, 0);
}

/** The nodes below one place of the tree, which the keys in [from, to) share up to byte `at`. */
function count(keys: readonly Bytes[], from: number, to: number, at: number): number {
  const first = keys[from]!;
  if (to - from === 1) return at === first.length ? 1 : 2;
  const last = keys[to - 1]!;
  let fork = at;
  while (first[fork] === last[fork]) fork++;
  let nodes = fork > at ? 2 : 1;
  for (let start = from; start < to;) {
    let end = start + 1;
    while (end < to && keys[end]![fork] === keys[start]![fork]) end++;
    nodes += count(keys, start, end, fork + 1);
    start = end;
  }
  return nodes;
}
