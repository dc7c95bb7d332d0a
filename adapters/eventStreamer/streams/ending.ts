/**
 * The end of a call that may take long: whichever of several signals is aborted first ends it. It listens to them from when it
 * is made until it is disposed of. One thing is waited for at a time.
 */
export class Ending {
  readonly #signals: readonly AbortSignal[];
  #end: ((reason: unknown) => void) | null = null;

  constructor(signals: readonly AbortSignal[]) {
    this.#signals = signals;
    for (const signal of signals) signal.addEventListener("abort", this.#onAbort);
  }

  get isOver(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }

  dispose(): void {
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#onAbort);
  }

  /** What was waited for. @throws the reason, when the end comes first or has come before */
  async orEnd<Result>(wanted: Promise<Result>): Promise<Result> {
    // Nobody else will look at what becomes of it when the end comes first.
    wanted.catch(() => undefined);
    this.#throwIfOver();
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#end = reject;
        wanted.then(resolve, reject);
      });
    } finally {
      this.#end = null;
    }
  }

  /** Comes back after a while. @throws the reason, when the end comes first; no timer is left then */
  async pause(ms: number): Promise<void> {
    this.#throwIfOver();
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.orEnd(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
  }

  #throwIfOver(): void {
    for (const signal of this.#signals) signal.throwIfAborted();
  }

  readonly #onAbort = (): void => {
    this.#end?.(this.#signals.find(({ aborted }) => aborted)?.reason);
  };
}
