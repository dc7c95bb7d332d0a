import { runInContext } from "./context.ts";
import type { Random } from "../random.ts";
import type { World } from "./world.ts";
import type { SimEvent } from "./eventQueue.ts";

/** Something of a process that must end with it, such as a socket. */
export type Belonging = { processDied(): void };

/**
 * A named process in which unmodified code runs: its timers, sockets, clock and chance are its own, and it can be
 * crashed, paused, restarted and given a wrong clock.
 */
export class SimProcess {
  readonly name: string;
  readonly world: World;
  readonly lane: number;
  /** How far its wall clock is ahead of the reference clock, in microseconds. Its monotonic clock is never off. */
  skewUs = 0;
  /** Timers of this life that will still go off. */
  timers = 0;
  /** How often its code has been run, in all its lives. */
  turns = 0;
  /** Odd while it lives: life 1 is its first. */
  #life = 0;
  #paused = false;
  #bornUs = 0;
  #random: Random;
  #deferred: (() => void)[] = [];
  readonly #belongings = new Set<Belonging>();

  /** Use `World.process`. */
  constructor(world: World, name: string, lane: number) {
    this.world = world;
    this.name = name;
    this.lane = lane;
    this.#random = world.random.fork(`process ${name}`);
  }

  get isUp(): boolean {
    return this.#life % 2 === 1;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get life(): number {
    return this.#life;
  }

  /** Chance as the code of this life sees it. */
  get random(): Random {
    return this.#random;
  }

  /** What `Date.now()` says in this process, in whole milliseconds. */
  wallMs(): number {
    return Math.floor((this.world.nowUs + this.skewUs) / 1000);
  }

  /** Microseconds since this life began. */
  uptimeUs(): number {
    return this.world.nowUs - this.#bornUs;
  }

  /** Starts the process, or starts it again after a crash, with `main` as its program. */
  start(main: () => void | Promise<void>): void {
    if (this.isUp) throw new Error(`SimProcess.start: ${this.name} is already up; crash it first`);
    this.#life++;
    this.#paused = false;
    this.#bornUs = this.world.nowUs;
    this.#random = this.world.random.fork(`process ${this.name} life ${this.#life}`);
    this.#note("starts");
    this.later(0, () => {
      // A rejected program is an unhandled rejection, which ends the process as it would end Node.
      void main();
    });
  }

  /**
   * The process dies between two events: sockets are cut, timers and pending deliveries dropped. Whatever its code
   * still does has no effect outside.
   */
  crash(reason: string): void {
    if (!this.isUp) return;
    this.#life++;
    this.#paused = false;
    this.timers = 0;
    this.#deferred = [];
    this.#note(`crashes: ${reason}`);
    const belongings = [...this.#belongings];
    this.#belongings.clear();
    for (const belonging of belongings) belonging.processDied();
  }

  /** The process stands still until `resume`; its clocks go on. */
  pause(): void {
    if (!this.isUp || this.#paused) return;
    this.#paused = true;
    this.#note("pauses");
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#note("resumes");
    const deferred = this.#deferred;
    this.#deferred = [];
    const life = this.#life;
    for (const act of deferred) this.world.after(0, this.lane, () => this.whenAwake(life, act));
  }

  /** Keeps track of something that ends with this life. The returned function forgets it again. */
  own(belonging: Belonging): () => void {
    this.#belongings.add(belonging);
    return () => this.#belongings.delete(belonging);
  }

  /** Runs code as this process, now. Nothing happens when it is down. */
  run(code: () => void, op: number | null = null): void {
    if (!this.isUp) return;
    this.turns++;
    const life = this.#life;
    runInContext({ process: this, life, op }, () => {
      try {
        code();
      } catch (error) {
        this.world.processFailed(this, life, error);
      }
    });
  }

  /** Runs code as this process after a delay, unless it has died by then; a paused process does it on waking. */
  later(delayUs: number, code: () => void): SimEvent {
    const life = this.#life;
    return this.world.after(delayUs, this.lane, () => this.whenAwake(life, () => this.run(code)));
  }

  /** Does something to this process now, or on waking when it is paused, or never when that life is over. */
  whenAwake(life: number, act: () => void): void {
    if (life !== this.#life) return;
    if (this.#paused) {
      this.#deferred.push(act);
      return;
    }
    this.world.wakes();
    this.world.accounting?.event(this);
    act();
  }

  #note(what: string): void {
    this.world.journal.write(this.world.nowUs, this.name, what);
  }
}
