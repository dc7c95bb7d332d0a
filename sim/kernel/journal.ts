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

  write(line: string): void {
    this.#count++;
    this.#lines?.push(line);
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      a = Math.imul(a ^ code, 2_654_435_761);
      b = Math.imul(b ^ code, 1_597_334_677);
    }
    // The end of a line counts too, or two lines could be one.
    this.#a = Math.imul(a ^ 10, 2_654_435_761);
    this.#b = Math.imul(b ^ 10, 1_597_334_677);
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
