/**
 * Everything that happened, a line an event, and the rolling hash of it: the digest.
 *
 * Two runs are the same run if and only if their digests are equal. The lines themselves are kept only when somebody
 * will read them. The hash is cyrb53's (two multiplicative lanes, mixed at the end): nobody attacks a digest, and a
 * cryptographic one took as long as the model.
 */
export class Journal {
  readonly #lines: string[] | null;
  #count = 0;
  #a = 0xdeadbeef;
  #b = 0x41c6ce57;

  constructor(options: { readonly keepLines: boolean }) {
    this.#lines = options.keepLines ? [] : null;
  }

  /** Writes one line, given in parts so that a line which nobody will read is never put together. */
  write(...parts: readonly (string | number)[]): void {
    this.#count++;
    this.#lines?.push(parts.join(" "));
    let a = this.#a;
    let b = this.#b;
    for (const part of parts) {
      if (typeof part === "number") {
        // Instants need 51 bits: the low word, then the high one.
        const high = Math.floor(part / 0x1_0000_0000);
        a = Math.imul(a ^ part, 2_654_435_761);
        b = Math.imul(b ^ part, 1_597_334_677);
        a = Math.imul(a ^ high, 2_654_435_761);
        b = Math.imul(b ^ high, 1_597_334_677);
        continue;
      }
      for (let i = 0; i < part.length; i++) {
        const code = part.charCodeAt(i);
        a = Math.imul(a ^ code, 2_654_435_761);
        b = Math.imul(b ^ code, 1_597_334_677);
      }
      // Where a part ends counts too, or two lines could be one.
      a = Math.imul(a ^ 0x1_0000, 2_654_435_761);
      b = Math.imul(b ^ 0x1_0000, 1_597_334_677);
    }
    this.#a = Math.imul(a ^ 0x2_0000, 2_654_435_761);
    this.#b = Math.imul(b ^ 0x2_0000, 1_597_334_677);
  }

  /** How many lines were written. */
  get count(): number {
    return this.#count;
  }

  /** The lines; empty unless they are kept. */
  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  /** 16 hexadecimal digits over all lines so far. */
  digest(): string {
    const a =
      Math.imul(this.#a ^ (this.#a >>> 16), 2_246_822_507) ^
      Math.imul(this.#b ^ (this.#b >>> 13), 3_266_489_909);
    const b =
      Math.imul(this.#b ^ (this.#b >>> 16), 2_246_822_507) ^
      Math.imul(a ^ (a >>> 13), 3_266_489_909);
    return hex(a) + hex(b);
  }
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
