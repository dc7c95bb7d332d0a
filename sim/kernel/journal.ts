import { createHash } from "node:crypto";

/**
 * Everything that happened, a line an event, and the rolling hash of it: the digest.
 *
 * Two runs are the same run if and only if their digests are equal. The lines themselves are kept only when somebody
 * will read them.
 */
export class Journal {
  readonly #hash = createHash("sha256");
  readonly #lines: string[] | null;
  #pending = "";
  #count = 0;

  constructor(options: { readonly keepLines: boolean }) {
    this.#lines = options.keepLines ? [] : null;
  }

  write(line: string): void {
    this.#count++;
    this.#lines?.push(line);
    this.#pending += `${line}\n`;
    if (this.#pending.length > 32_768) this.#flush();
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
    this.#flush();
    return this.#hash.copy().digest("hex").slice(0, 16);
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = "";
  }
}
