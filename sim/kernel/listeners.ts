import { EventEmitter, getEventListeners } from "node:events";
import { currentContext } from "./context.ts";
import type { SimProcess } from "./simProcess.ts";

/** How many listeners there were before code of a process touched the target; targets of events have them by type. */
type Baselines = Map<string | null, number>;

type Account = { life: number; set: number; readonly targets: Map<object, Baselines> };

const emitterMethods = ["on", "addListener", "prependListener"] as const;

/**
 * Counts the listeners that code of simulated processes puts on emitters, signals and other targets, and those of them that
 * are still there. Node's own methods are replaced while it lasts, so whoever does not ask for it pays nothing.
 */
export class Listeners {
  readonly #accounts = new Map<SimProcess, Account>();
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const name of emitterMethods) {
      // oxlint-disable-next-line typescript/unbound-method -- it is called with the emitter as its this
      const original = EventEmitter.prototype[name];
      const note = (emitter: EventEmitter): void => this.#note(emitter, null);
      EventEmitter.prototype[name] = function on(this: EventEmitter, ...args) {
        note(this);
        return original.apply(this, args);
      };
      this.#restore.push(() => {
        EventEmitter.prototype[name] = original;
      });
    }
    // oxlint-disable-next-line typescript/unbound-method -- it is called with the target as its this
    const original = EventTarget.prototype.addEventListener;
    const note = (target: EventTarget, type: string): void => this.#note(target, type);
    EventTarget.prototype.addEventListener = function addEventListener(this: EventTarget, ...args) {
      note(this, args[0]);
      return original.apply(this, args);
    };
    this.#restore.push(() => {
      EventTarget.prototype.addEventListener = original;
    });
  }

  /** How many the process has set since this was asked last. */
  takeSet(process: SimProcess): number {
    const account = this.#accounts.get(process);
    const set = account?.set ?? 0;
    if (account !== undefined) account.set = 0;
    return set;
  }

  /** How many of those of its present life are still there, on whatever is not destroyed. */
  alive(process: SimProcess): number {
    const account = this.#accounts.get(process);
    if (account === undefined || account.life !== process.life) return 0;
    let alive = 0;
    for (const [target, baselines] of account.targets) {
      if ("destroyed" in target && target.destroyed === true) continue;
      for (const [type, baseline] of baselines)
        alive += Math.max(0, countOn(target, type) - baseline);
    }
    return alive;
  }

  /** Puts Node's own methods back. */
  end(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  #note(target: object, type: string | null): void {
    const context = currentContext();
    if (context === undefined) return;
    const { process, life } = context;
    let account = this.#accounts.get(process);
    if (account === undefined || account.life !== life) {
      account = { life, set: account?.set ?? 0, targets: new Map() };
      this.#accounts.set(process, account);
    }
    account.set++;
    let baselines = account.targets.get(target);
    if (baselines === undefined) {
      baselines = new Map();
      account.targets.set(target, baselines);
    }
    if (!baselines.has(type)) baselines.set(type, countOn(target, type));
  }
}

function countOn(target: object, type: string | null): number {
  if (target instanceof EventEmitter)
    return target
      .eventNames()
      .reduce((sum, name) => sum + EventEmitter.prototype.listenerCount.call(target, name), 0);
  return type === null ? 0 : getEventListeners(target as EventTarget, type).length;
}
