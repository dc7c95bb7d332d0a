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
    this.#lines?.push(parts.join(" "));
    for (const part of parts)
      if (typeof part === "number") this.#hashNumber(part);
      else this.#hashText(part);
    this.#endLine();
  }

  /** Writes a line that ends in a list, the same as with `write` and its parts, without putting them together first. */
  writeList(atUs: number, who: string, does: string, what: readonly string[]): void {
    this.#lines?.push([atUs, who, does, ...what].join(" "));
    this.#hashNumber(atUs);
    this.#hashText(who);
    this.#hashText(does);
    for (const part of what) this.#hashText(part);
    this.#endLine();
  }

  #endLine(): void {
    this.#count++;
    this.#a = Math.imul(this.#a ^ 0x2_0000, 2_654_435_761);
    this.#b = Math.imul(this.#b ^ 0x2_0000, 1_597_334_677);
  }

  /** Instants need 51 bits: the low word, then the high one. */
  #hashNumber(number: number): void {
    const high = Math.floor(number / 0x1_0000_0000);
    this.#a = Math.imul(Math.imul(this.#a ^ number, 2_654_435_761) ^ high, 2_654_435_761);
    this.#b = Math.imul(Math.imul(this.#b ^ number, 1_597_334_677) ^ high, 1_597_334_677);
  }

  #hashText(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2_654_435_761);
      b = Math.imul(b ^ code, 1_597_334_677);
    }
    // Where a part ends counts too, or two lines could be one.
    this.#a = Math.imul(a ^ 0x1_0000, 2_654_435_761);
    this.#b = Math.imul(b ^ 0x1_0000, 1_597_334_677);
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
