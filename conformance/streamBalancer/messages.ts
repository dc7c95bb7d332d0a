/** The messages of a run: each thing that is added once has a name of its own, and may be one whose processing fails. */
export class Messages {
  #last = 0;
  /** How often the processing of each will still fail. */
  readonly #fails = new Map<string, number>();

  /** The name of one more. @param fails how often its processing fails */
  next(fails: number): string {
    const name = `m${++this.#last}`;
    if (fails > 0) this.#fails.set(name, fails);
    return name;
  }

  /** Whether its processing fails this time. */
  failsAgain(name: string): boolean {
    const left = this.#fails.get(name) ?? 0;
    if (left > 0) this.#fails.set(name, left - 1);
    return left > 0;
  }
}
