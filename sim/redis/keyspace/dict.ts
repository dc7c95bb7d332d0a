import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import { ByteMap } from "./byteMap.ts";
import type { Stored } from "./byteMap.ts";

/** One page of a scan. `next` is 0 when the scan is over. */
export type ScanPage = { readonly next: number; readonly keys: readonly Bytes[] };

/** The keys of a dict in a dense list, and where each is in it. */
type Slots = { readonly keys: Bytes[]; readonly slotOf: ByteMap<number> };

/**
 * A map that can also be scanned in pages and asked for a random key, each in O(1) per key.
 *
 * Most are never asked, so the dense list of keys behind those two is built when the first question comes and kept up
 * to date from then on. Scans walk it from its end: deleting moves the last key into the hole, and on that walk the last
 * key was always seen already. So a key that is there all the time is returned at least once, as SCAN promises.
 */
export class Dict<Value extends Stored> {
  readonly #map: ByteMap<Value>;
  #slots: Slots | null = null;

  /** @param keepsOrder that of a listpack, in which what comes back comes last, as long as it is as small as one. */
  constructor(keepsOrder = true) {
    this.#map = new ByteMap(keepsOrder);
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: Bytes): Value | undefined {
    return this.#map.get(key);
  }

  has(key: Bytes): boolean {
    return this.#map.get(key) !== undefined;
  }

  /** True when the key is new. */
  set(key: Bytes, value: Value): boolean {
    if (!this.#map.set(key, value)) return false;
    if (this.#slots !== null) {
      this.#slots.slotOf.set(key, this.#slots.keys.length);
      this.#slots.keys.push(key);
    }
    return true;
  }

  delete(key: Bytes): boolean {
    if (!this.#map.delete(key)) return false;
    if (this.#slots === null) return true;
    const { keys, slotOf } = this.#slots;
    const slot = slotOf.get(key)!;
    const last = keys.pop()!;
    slotOf.delete(key);
    if (last !== key) {
      keys[slot] = last;
      slotOf.set(last, slot);
    }
    return true;
  }

  clear(): void {
    this.#map.clear();
    this.#slots = null;
  }

  /** In the order in which the keys first came. */
  keys(): Bytes[] {
    return this.#map.keys();
  }

  /** The first keys that came, at most so many. */
  some(countMax: number): Bytes[] {
    return this.#map.some(countMax);
  }

  values(): Value[] {
    return this.#map.values();
  }

  entries(): [Bytes, Value][] {
    return this.#map.entries();
  }

  /** @throws RangeError when the dict is empty. */
  randomKey(random: Random): Bytes {
    return random.pick(this.#dense());
  }

  /** The key at a slot below `size`; which one it is says nothing. */
  keyAt(slot: number): Bytes {
    return this.#dense()[slot]!;
  }

  /** @param cursor 0 to begin, then what the last page said. */
  scan(cursor: number, count: number): ScanPage {
    const keys = this.#dense();
    const from = cursor === 0 ? keys.length : Math.min(cursor, keys.length);
    const to = Math.max(0, from - count);
    return { next: to, keys: keys.slice(to, from).toReversed() };
  }

  #dense(): Bytes[] {
    if (this.#slots === null) {
      const keys = this.#map.keys();
      const slotOf = new ByteMap<number>();
      for (const [slot, key] of keys.entries()) slotOf.set(key, slot);
      this.#slots = { keys, slotOf };
    }
    return this.#slots.keys;
  }
}
