/**
 * Seeded chance: sfc32 behind the few draws that a simulation needs.
 *
 * Each component forks its own stream by name. Without that every small edit reshuffles every later decision, and no
 * seed survives a refactoring.
 */
export class Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  /** @param seed any text; equal texts give equal streams on every platform. */
  constructor(seed: string) {
    this.#seed = seed;
    [this.#a, this.#b, this.#c] = hash(seed);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A stream of its own, decided by this stream's seed and the name only, never by how much was drawn. */
  fork(name: string): Random {
    return new Random(`${this.#seed}/${name}`);
  }

  /** The next 32 bits. */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** A number in [0, 1) with 53 random bits, as Math.random gives. */
  float(): number {
    return ((this.uint32() >>> 5) * 67_108_864 + (this.uint32() >>> 6)) / 9_007_199_254_740_992;
  }

  /** A whole number in [0, bound). @param bound at least 1. */
  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }

  /** A whole number in [low, high], both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with the given probability in [0, 1]. */
  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** One of the items. @throws RangeError when there are none. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError("Random.pick: no items to pick from");
    return items[this.below(items.length)] as Item;
  }

  /** Fills the bytes in place and returns them. */
  fill<Target extends Uint8Array>(target: Target): Target {
    for (let i = 0; i < target.length; i += 4) {
      const bits = this.uint32();
      for (let j = 0; j < 4 && i + j < target.length; j++) target[i + j] = bits >>> (8 * j);
    }
    return target;
  }
}

/** Three well-mixed words from a text (MurmurHash3's mixing, one lane per word). */
function hash(text: string): [number, number, number] {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ code, 0xc2b2ae35);
    b ^= b >>> 16;
    c = Math.imul(c ^ (code + i), 0x27d4eb2f);
    c ^= c >>> 15;
  }
  return [a | 0, b | 0, c | 0];
}
