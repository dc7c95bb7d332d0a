import type { Bytes } from "../bytes.ts";

/** Anything but null and undefined, which stands for what is not there. */
export type Stored = string | number | bigint | boolean | object;

/**
 * A Map that stays fast while the same keys come and go.
 *
 * V8's Map keeps deleted entries in their chain until it grows, so among ten thousand other keys a lock that is taken and
 * released over and over made each look-up walk thousands of them: 25 us. Here a deleted key keeps its entry, without a
 * value, for when it comes back; when the dead outnumber half of the living, the map is built anew.
 */
export class ByteMap<Value extends Stored> {
  #entries = new Map<Bytes, Value | undefined>();
  #size = 0;
  readonly #keepsOrder: boolean;

  /** @param keepsOrder whether a key that comes back to a small map comes last. It is slower where many do. */
  constructor(keepsOrder = false) {
    this.#keepsOrder = keepsOrder;
  }

  get size(): number {
    return this.#size;
  }

  get(key: Bytes): Value | undefined {
    return this.#entries.get(key);
  }

  /** True when the key is new. */
  set(key: Bytes, value: Value): boolean {
    const isNew = this.#entries.get(key) === undefined;
    if (isNew) {
      this.#size++;
      if (this.#keepsOrder && this.#entries.size <= orderedMax) this.#entries.delete(key);
    }
    this.#entries.set(key, value);
    return isNew;
  }

  delete(key: Bytes): boolean {
    if (this.#entries.get(key) === undefined) return false;
    this.#entries.set(key, undefined);
    this.#size--;
    const dead = this.#entries.size - this.#size;
    if (dead > this.#size / 2 + deadMin) this.#entries = new Map(this.entries());
    return true;
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }

  /** In the order in which the keys came; one that comes back may have its old place. */
  entries(): [Bytes, Value][] {
    const living: [Bytes, Value][] = [];
    for (const [key, value] of this.#entries) if (value !== undefined) living.push([key, value]);
    return living;
  }

  keys(): Bytes[] {
    const living: Bytes[] = [];
    for (const [key, value] of this.#entries) if (value !== undefined) living.push(key);
    return living;
  }

  /** The first keys that came, at most so many. */
  some(countMax: number): Bytes[] {
    const living: Bytes[] = [];
    for (const [key, value] of this.#entries) {
      if (living.length === countMax) break;
      if (value !== undefined) living.push(key);
    }
    return living;
  }

  values(): Value[] {
    const living: Value[] = [];
    for (const value of this.#entries.values()) if (value !== undefined) living.push(value);
    return living;
  }
}

/** More than a listpack's 512 fields and the dead among them. */
const orderedMax = 1_024;

/** Below this many a rebuild costs more than it saves. */
const deadMin = 64;
