type Options = { readonly signal?: AbortSignal | undefined; readonly ref?: boolean };

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("The operation was aborted", { cause: signal.reason }), {
    name: "AbortError",
    code: "ABORT_ERR",
  });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** A promise that a timer settles, unless the signal comes first. */
function settledBy<Value>(
  arm: (resolve: () => void) => () => void,
  value: Value,
  { signal }: Options,
): Promise<Value> {
  if (signal?.aborted === true) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      disarm();
      reject(abortError(signal as AbortSignal));
    };
    const disarm = arm(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** `timers/promises.setTimeout` on virtual time. */
export function setTimeout<Value>(
  delay?: number,
  value?: Value,
  options: Options = {},
): Promise<Value | undefined> {
  return settledBy(
    (resolve) => {
      const timer = globalThis.setTimeout(resolve, delay);
      return () => clearTimeout(timer);
    },
    value,
    options,
  );
}

/** `timers/promises.setImmediate` on virtual time. */
export function setImmediate<Value>(
  value?: Value,
  options: Options = {},
): Promise<Value | undefined> {
  return settledBy(
    (resolve) => {
      const immediate = globalThis.setImmediate(resolve);
      return () => clearImmediate(immediate);
    },
    value,
    options,
  );
}

/** `timers/promises.setInterval` on virtual time: ticks that nobody took are not lost, as in Node. */
export async function* setInterval<Value>(
  delay?: number,
  value?: Value,
  { signal }: Options = {},
): AsyncGenerator<Value | undefined, void> {
  throwIfAborted(signal);
  let ticks = 0;
  let wake: (() => void) | null = null;
  const notify = (): void => {
    wake?.();
    wake = null;
  };
  const timer = globalThis.setInterval(() => {
    ticks++;
    notify();
  }, delay);
  signal?.addEventListener("abort", notify, { once: true });
  try {
    for (;;) {
      throwIfAborted(signal);
      if (ticks === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      ticks--;
      yield value;
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", notify);
  }
}
