import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { Millis } from "../numbers/expiryMs.ts";
import { Dict } from "./dict.ts";

/** The time is rounded where it is so far away that only its order matters. */
type Deadline = { readonly at: number; readonly key: Bytes };

/**
 * Which key expires next: a binary heap beside the map of expiry times, which alone is the truth.
 *
 * Entries are never removed when a key's time changes, only skipped; a lock that is renewed for ever would fill the
 * heap, so it is rebuilt when most of it is stale.
 */
export class Deadlines {
  readonly #atOf = new Dict<Millis>(false);
  #heap: Deadline[] = [];

  get size(): number {
    return this.#atOf.size;
  }

  get(key: Bytes): Millis | undefined {
    return this.#atOf.get(key);
  }

  set(key: Bytes, at: Millis): void {
    if (this.#atOf.get(key) === at) return;
    this.#atOf.set(key, at);
    if (this.#heap.length > 2 * this.#atOf.size + 64) this.#rebuild();
    else this.#push({ at: Number(at), key });
  }

  delete(key: Bytes): boolean {
    return this.#atOf.delete(key);
  }

  /** Some keys, always the same. */
  some(countMax: number): Bytes[] {
    return this.#atOf.some(countMax);
  }

  keys(): Bytes[] {
    return this.#atOf.keys();
  }

  /** @throws RangeError when there is none. */
  randomKey(random: Random): Bytes {
    return this.#atOf.randomKey(random);
  }

  clear(): void {
    this.#atOf.clear();
    this.#heap = [];
  }

  /** The next key to expire, equal times in the order of the keys. */
  next(): Deadline | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return undefined;
      const at = this.#atOf.get(first.key);
      if (at === first.at || (typeof at === "bigint" && Number(at) === first.at)) return first;
      this.#popFirst();
    }
  }

  #rebuild(): void {
    this.#heap = this.#atOf
      .entries()
      .map(([key, at]) => ({ at: Number(at), key }))
      .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #push(deadline: Deadline): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(deadline);
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      if (!isBefore(deadline, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = deadline;
  }

  #popFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.at < b.at || (a.at === b.at && a.key < b.key);
}
