import type { Bytes } from "../bytes.ts";
import type { Random } from "../../random.ts";

/** One page of a scan. `next` is 0 when the scan is over. */
export type ScanPage = { readonly next: number; readonly keys: readonly Bytes[] };

/**
 * A map that can also be scanned in pages and asked for a random key, each in O(1) per key.
 *
 * Most are never asked, so the dense list of keys behind those two is built when the first question comes and kept up
 * to date from then on. Scans walk it from its end: deleting moves the last key into the hole, and on that walk the last
 * key was always seen already. So a key that is there all the time is returned at least once, as SCAN promises.
 */
export class Dict<Value> {
  readonly #entries = new Map<Bytes, Value>();
  #slots: Bytes[] | null = null;
  #slotOf: Map<Bytes, number> | null = null;

  get size(): number {
    return this.#entries.size;
  }

  get(key: Bytes): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Bytes): boolean {
    return this.#entries.has(key);
  }

  set(key: Bytes, value: Value): void {
    if (this.#slots !== null && this.#slotOf !== null && !this.#entries.has(key)) {
      this.#slotOf.set(key, this.#slots.length);
      this.#slots.push(key);
    }
    this.#entries.set(key, value);
  }

  delete(key: Bytes): boolean {
    if (!this.#entries.delete(key)) return false;
    if (this.#slots === null || this.#slotOf === null) return true;
    const slot = this.#slotOf.get(key) as number;
    const last = this.#slots.pop() as Bytes;
    this.#slotOf.delete(key);
    if (last !== key) {
      this.#slots[slot] = last;
      this.#slotOf.set(last, slot);
    }
    return true;
  }

  clear(): void {
    this.#entries.clear();
    this.#slots = null;
    this.#slotOf = null;
  }

  /** In the order of insertion. */
  keys(): MapIterator<Bytes> {
    return this.#entries.keys();
  }

  values(): MapIterator<Value> {
    return this.#entries.values();
  }

  entries(): MapIterator<[Bytes, Value]> {
    return this.#entries.entries();
  }

  /** @throws RangeError when the dict is empty. */
  randomKey(random: Random): Bytes {
    return random.pick(this.#dense());
  }

  /** The key at a slot below `size`; which one it is says nothing. */
  keyAt(slot: number): Bytes {
    return this.#dense()[slot] as Bytes;
  }

  /** @param cursor 0 to begin, then what the last page said. */
  scan(cursor: number, count: number): ScanPage {
    const slots = this.#dense();
    const from = cursor === 0 ? slots.length : Math.min(cursor, slots.length);
    const to = Math.max(0, from - count);
    return { next: to, keys: slots.slice(to, from).reverse() };
  }

  #dense(): Bytes[] {
    if (this.#slots === null) {
      this.#slots = [...this.#entries.keys()];
      this.#slotOf = new Map(this.#slots.map((key, slot) => [key, slot]));
    }
    return this.#slots;
  }
}
