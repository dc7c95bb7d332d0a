import { AsyncResource } from "node:async_hooks";
import nodeTimers from "node:timers";
import nodeTimersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentContext } from "./context.ts";
import type { SimEvent } from "./eventQueue.ts";
import type { SimProcess } from "./simProcess.ts";
import { real } from "./real.ts";
import * as promised from "./timersPromises.ts";

/** Node fires a timer that is set for longer than this after 1 ms, with a warning. So do we. */
const delayMsMax = 2 ** 31 - 1;

const byId = new Map<number, SimTimer>();
let lastId = 0;

type Callback = (...args: unknown[]) => void;

/** What `setTimeout` and `setInterval` give to code of a simulated process; the shape of Node's `Timeout`. */
class SimTimer extends AsyncResource {
  readonly #process: SimProcess;
  readonly #life: number;
  readonly #run: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  #event: SimEvent | null = null;
  #referenced = true;
  #id = 0;

  constructor(
    owner: { process: SimProcess; life: number },
    run: () => void,
    delayMs: number,
    repeats: boolean,
  ) {
    super("SimTimer");
    this.#process = owner.process;
    this.#life = owner.life;
    this.#run = run;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#arm();
  }

  #arm(): void {
    // What a dead process still sets never goes off.
    if (this.#life !== this.#process.life) return;
    this.#process.timers++;
    this.#process.world.onTimer?.(this.#process, this.#delayMs);
    this.#process.world.accounting?.timerSet(this.#process);
    const event = this.#process.later(this.#delayMs * 1000, () => {
      // A process that stood still may have cleared it since it was due, in what it did first on waking.
      if (this.#event !== event) return;
      this.#disarm();
      if (this.#repeats) this.#arm();
      const { world, name } = this.#process;
      world.journal.write(world.nowUs, name, "timer", this.#delayMs);
      this.runInAsyncScope(this.#run);
    });
    this.#event = event;
  }

  /** True while it will still go off. */
  get isArmed(): boolean {
    return this.#event !== null;
  }

  #disarm(): void {
    this.#event = null;
    if (this.#life === this.#process.life) this.#process.timers--;
  }

  close(): this {
    if (this.#event !== null) {
      this.#event.cancelled = true;
      this.#disarm();
    }
    if (this.#id !== 0) byId.delete(this.#id);
    return this;
  }

  refresh(): this {
    if (this.#event !== null) {
      this.#event.cancelled = true;
      this.#disarm();
      this.#arm();
    }
    return this;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  [Symbol.toPrimitive](): number {
    if (this.#id === 0) {
      this.#id = ++lastId;
      byId.set(this.#id, this);
    }
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What `setImmediate` gives to code of a simulated process; the shape of Node's `Immediate`. */
class SimImmediate extends AsyncResource {
  readonly #event: SimEvent;
  #referenced = true;

  constructor(process: SimProcess, run: () => void) {
    super("SimImmediate");
    // A microsecond, so that code which spins on setImmediate does not stop the clock.
    this.#event = process.later(1, () => {
      if (!this.#event.cancelled) this.runInAsyncScope(run);
    });
  }

  close(): void {
    this.#event.cancelled = true;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Node's rules for delays, timers.js of Node 20: not a number or below 1 is 1, and so is what overflows. */
function delayOf(delay: unknown): number {
  const asked = Number(delay);
  if (!(asked >= 1 && asked <= delayMsMax)) return 1;
  return Math.trunc(asked);
}

function checkCallback(callback: unknown): asserts callback is Callback {
  if (typeof callback === "function") return;
  throw Object.assign(
    new TypeError(
      `The "callback" argument must be of type function. Received ${callback === null ? "null" : typeof callback}`,
    ),
    { code: "ERR_INVALID_ARG_TYPE" },
  );
}

function setTimer(repeats: boolean, original: Callback) {
  return (callback: unknown, delay?: unknown, ...args: unknown[]): unknown => {
    const context = currentContext();
    if (context === undefined) return original(callback, delay, ...args);
    checkCallback(callback);
    return new SimTimer(context, () => callback(...args), delayOf(delay), repeats);
  };
}

function clear(original: Callback) {
  return (timer: unknown): void => {
    if (timer instanceof SimTimer || timer instanceof SimImmediate) {
      timer.close();
      return;
    }
    const known =
      typeof timer === "number" || typeof timer === "string" ? byId.get(Number(timer)) : undefined;
    if (known !== undefined && currentContext() !== undefined) known.close();
    else original(timer);
  };
}

/** Puts virtual time behind timers and immediates, callback and promise style, for code of simulated processes. */
export function replaceTimers(): void {
  const setTimeout = setTimer(false, real.setTimeout as Callback);
  const setInterval = setTimer(true, real.setInterval as Callback);
  const setImmediate = (callback: unknown, ...args: unknown[]): unknown => {
    const context = currentContext();
    if (context === undefined) return real.setImmediate(callback as Callback, ...args);
    checkCallback(callback);
    return new SimImmediate(context.process, () => callback(...args));
  };
  const clearTimeout = clear(real.clearTimeout as Callback);
  const clearInterval = clear(real.clearInterval as Callback);
  const clearImmediate = clear(real.clearImmediate as Callback);

  const originals = { ...nodeTimersPromises, scheduler: nodeTimersPromises.scheduler };
  const whenSimulated =
    (ours: unknown, original: unknown) =>
    (...args: unknown[]): unknown =>
      ((currentContext() === undefined ? original : ours) as (...args: unknown[]) => unknown)(
        ...args,
      );

  const promises = {
    setTimeout: whenSimulated(promised.setTimeout, originals.setTimeout),
    setImmediate: whenSimulated(promised.setImmediate, originals.setImmediate),
    setInterval: whenSimulated(promised.setInterval, originals.setInterval),
  };
  const scheduler = {
    wait: whenSimulated(
      (delay: number, options?: { signal?: AbortSignal }) =>
        promised.setTimeout(delay, undefined, options),
      originals.scheduler.wait.bind(originals.scheduler),
    ),
    yield: whenSimulated(
      () => promised.setImmediate(),
      originals.scheduler.yield.bind(originals.scheduler),
    ),
  };
  Object.defineProperty(setTimeout, promisify.custom, { value: promises.setTimeout });
  Object.defineProperty(setImmediate, promisify.custom, { value: promises.setImmediate });

  const all = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
  };
  Object.assign(globalThis, all);
  Object.assign(nodeTimers, all);
  Object.assign(nodeTimersPromises, promises, { scheduler });
  Object.defineProperty(nodeTimers, "promises", { value: nodeTimersPromises, configurable: true });
  replaceAbortTimeout();
}

function replaceAbortTimeout(): void {
  const original = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (delay) => {
    if (currentContext() === undefined) return original(delay);
    const controller = new AbortController();
    globalThis.setTimeout(() => {
      controller.abort(
        new DOMException("The operation was aborted due to timeout", "TimeoutError"),
      );
    }, delay);
    return controller.signal;
  };
}
