type Compare<Item> = (a: Item, b: Item) => number;

/**
 * Sorts in place so that positions `from` to `to`, both included, hold what they would in a sorted list; the rest is left
 * half done. It is Bentley and McIlroy's quicksort, step by step as Redis has it: where items are equal, their order is a
 * matter of its swaps, and shows in GEOSEARCH ... COUNT and in SORT ... BY ... LIMIT.
 */
export function partialSort<Item>(
  items: Item[],
  compare: Compare<Item>,
  from: number,
  to: number,
): void {
  sortRange(items, compare, 0, items.length, from, to);
}

function sortRange<Item>(
  items: Item[],
  compare: Compare<Item>,
  first: number,
  length: number,
  from: number,
  to: number,
): void {
  for (let [start, count] = [first, length]; ;) {
    if (count < 7) return insertionSort(items, compare, start, count);
    swap(items, start, pivotOf(items, compare, start, count));
    const { equalLeft, less, greater, equalRight } = partition(items, compare, start, count);
    const end = start + count;
    // What equals the pivot lies at both ends; it goes to the middle.
    swapMany(items, start, less, Math.min(equalLeft - start, less - equalLeft));
    swapMany(items, less, end, Math.min(equalRight - greater, end - equalRight - 1));
    const [left, right] = [less - equalLeft, equalRight - greater];
    const isWanted = (begin: number, size: number): boolean =>
      size > 1 && from < begin + size && to >= begin;
    if (isWanted(start, left)) sortRange(items, compare, start, left, from, to);
    if (!isWanted(end - right, right)) return;
    [start, count] = [end - right, right];
  }
}

/** Behind the pivot at `start`: equal, less, greater, equal. `less` and `greater` are where those parts end. */
function partition<Item>(items: Item[], compare: Compare<Item>, start: number, count: number) {
  let equalLeft = start + 1;
  let less = equalLeft;
  let greater = start + count - 1;
  let equalRight = greater;
  for (;;) {
    for (; less <= greater; less++) {
      const order = compare(items[less]!, items[start]!);
      if (order > 0) break;
      if (order === 0) swap(items, equalLeft++, less);
    }
    for (; less <= greater; greater--) {
      const order = compare(items[greater]!, items[start]!);
      if (order < 0) break;
      if (order === 0) swap(items, greater, equalRight--);
    }
    if (less > greater) return { equalLeft, less, greater, equalRight };
    swap(items, less++, greater--);
  }
}

/** The middle, the median of three, or that of nine, by how many there are. */
function pivotOf<Item>(
  items: readonly Item[],
  compare: Compare<Item>,
  start: number,
  count: number,
): number {
  let middle = start + (count >> 1);
  if (count === 7) return middle;
  let [low, high] = [start, start + count - 1];
  if (count > 40) {
    const step = count >> 3;
    low = median(items, compare, low, low + step, low + 2 * step);
    middle = median(items, compare, middle - step, middle, middle + step);
    high = median(items, compare, high - 2 * step, high - step, high);
  }
  return median(items, compare, low, middle, high);
}

function median<Item>(
  items: readonly Item[],
  compare: Compare<Item>,
  a: number,
  b: number,
  c: number,
): number {
  const order = (x: number, y: number): number => compare(items[x]!, items[y]!);
  if (order(a, b) < 0) return order(b, c) < 0 ? b : order(a, c) < 0 ? c : a;
  return order(b, c) > 0 ? b : order(a, c) < 0 ? a : c;
}

function insertionSort<Item>(
  items: Item[],
  compare: Compare<Item>,
  start: number,
  count: number,
): void {
  for (let next = start + 1; next < start + count; next++)
    for (let at = next; at > start && compare(items[at - 1]!, items[at]!) > 0; at--)
      swap(items, at, at - 1);
}

/** Exchanges the `count` items at the start of the part with those before `end`. */
function swapMany(items: unknown[], start: number, end: number, count: number): void {
  for (let i = 0; i < count; i++) swap(items, start + i, end - count + i);
}

function swap(items: unknown[], a: number, b: number): void {
  const kept = items[a];
  items[a] = items[b];
  items[b] = kept;
}
