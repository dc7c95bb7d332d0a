import type { Accounting } from "./accounting.ts";
import { EventQueue, type SimEvent } from "./eventQueue.ts";
import { Journal } from "./journal.ts";
import { Network } from "./network.ts";
import { outstandingOperations } from "./realOperations.ts";
import { Random } from "../random.ts";
import { SimProcess } from "./simProcess.ts";
import { catchUncaught } from "./uncaught.ts";
import { seededTies, type TieStrategy } from "./ties.ts";
import { real } from "./real.ts";
import { installAmbient } from "./ambient.ts";

/** What a simulated world is made of. */
export type WorldOptions = {
  readonly seed: string;
  /** Virtual time at the start, in milliseconds since the epoch. */
  readonly startMs: number;
  /** Keep the journal's lines, not only their hash. */
  readonly keepJournal?: boolean;
  /** A run with more events than this is stopped and reported; default 5,000,000. */
  readonly eventsMax?: number;
  readonly ties?: TieStrategy;
};

/** Why a world stopped before its time. */
export type WorldFailure = {
  readonly code: "ESCAPE" | "REAL_OPERATION" | "UNCAUGHT" | "BOUND";
  readonly message: string;
};

/**
 * The simulated world: one clock, one queue of events, one seed, and the processes and the network in it.
 *
 * Nothing in it waits for anything real. After an event has run code of a process, all ticks and microtasks are
 * drained before the next event is looked at, so that a run is a function of its seed.
 */
export class World {
  readonly random: Random;
  readonly journal: Journal;
  readonly network: Network;
  /** What went wrong with the simulation itself; a run with failures decides nothing. */
  readonly failures: WorldFailure[] = [];
  /** Told of each timer that code of a process sets, or a repeating one sets again. */
  onTimer: ((process: SimProcess, delayMs: number) => void) | null = null;
  /** Counts what each process does; null unless somebody asks for it. */
  accounting: Accounting | null = null;
  #nowUs: number;
  #seq = 0;
  #lanes = 0;
  #events = 0;
  #mustDrain = false;
  #stopped = false;
  readonly #queue = new EventQueue();
  readonly #ties: TieStrategy;
  readonly #eventsMax: number;
  readonly #processes = new Map<string, SimProcess>();

  constructor(options: WorldOptions) {
    installAmbient();
    this.random = new Random(options.seed);
    this.#ties = options.ties ?? seededTies(this.random.fork("ties").uint32());
    this.#nowUs = options.startMs * 1000;
    this.#eventsMax = options.eventsMax ?? 5_000_000;
    this.journal = new Journal({ keepLines: options.keepJournal ?? false });
    this.network = new Network(this);
  }

  /** Virtual time by the reference clock, in microseconds since the epoch. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** Virtual time by the reference clock, in whole milliseconds since the epoch. */
  get nowMs(): number {
    return Math.floor(this.#nowUs / 1000);
  }

  /** How many events have happened. */
  get events(): number {
    return this.#events;
  }

  /** A number for one more lane: events of one lane keep their order. */
  lane(): number {
    return this.#lanes++;
  }

  /** The process of that name; made, but not started, at first use. */
  process(name: string): SimProcess {
    let process = this.#processes.get(name);
    if (process === undefined) {
      process = new SimProcess(this, name, this.lane());
      this.#processes.set(name, process);
    }
    return process;
  }

  get processes(): readonly SimProcess[] {
    return [...this.#processes.values()];
  }

  /** Schedules something. @throws RangeError when the delay is negative or not a number. */
  after(delayUs: number, lane: number, run: () => void): SimEvent {
    if (!(delayUs >= 0)) {
      throw new RangeError(`World.after: delay is ${delayUs} us; time does not run backwards`);
    }
    const dueUs = this.#nowUs + Math.round(delayUs);
    const tie = this.#ties(dueUs, lane);
    const event: SimEvent = { dueUs, tie, seq: this.#seq++, run, cancelled: false };
    this.#queue.push(event);
    return event;
  }

  /** Schedules something for an instant; at once when it has passed. */
  at(instantUs: number, lane: number, run: () => void): SimEvent {
    return this.after(Math.max(0, instantUs - this.#nowUs), lane, run);
  }

  /** Says that code of a process has run or will run in this event, so that it must be drained. */
  wakes(): void {
    this.#mustDrain = true;
  }

  /** Ends the run after the current event. */
  stop(failure?: WorldFailure): void {
    if (failure !== undefined) this.failures.push(failure);
    this.#stopped = true;
  }

  /** An error that nobody caught ends a simulated process, as it would end Node. */
  processFailed(process: SimProcess, life: number, error: unknown): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (life !== process.life) return;
    this.failures.push({
      code: "UNCAUGHT",
      message: `${process.name}: uncaught ${firstLines(what)}`,
    });
    process.crash(`uncaught ${String(error)}`);
  }

  /**
   * Lets everything happen that is due until then, in order; afterwards it is then. Ends early when nothing can
   * happen any more, or when the world was stopped.
   */
  async runUntil(instantUs: number): Promise<void> {
    if (running) {
      throw new Error("World.runUntil: another world is running in this thread; await it first");
    }
    running = true;
    const release = catchUncaught((error, context) => {
      if (context?.process.world === this) {
        this.processFailed(context.process, context.life, error);
      } else {
        this.stop({
          code: "UNCAUGHT",
          message: `outside every process: ${firstLines(describe(error))}`,
        });
      }
    });
    try {
      await this.#turns(instantUs);
      if (!this.#stopped) this.#nowUs = Math.max(this.#nowUs, instantUs);
    } finally {
      release();
      running = false;
    }
  }

  /**
   * Takes turns until then. Each is an immediate of Node's own loop, because all ticks and microtasks of a turn are
   * done, in Node's order, before the next one begins. Several are asked for at once: a round of the loop that looks
   * for real events, of which there are none, costs as much as a turn.
   */
  #turns(untilUs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const turn = (): void => {
        if (over) return;
        try {
          const operations = outstandingOperations.take();
          if (operations.length > 0) {
            this.stop({ code: "REAL_OPERATION", message: operations.join("; ") });
          }
          if (!this.#stopped && this.#step(untilUs)) return;
          over = true;
          resolve();
        } catch (error) {
          over = true;
          reject(error);
        }
      };
      const round = (): void => {
        if (over) return;
        for (let i = 0; i < turnsPerRound; i++) real.setImmediate(turn);
        real.setImmediate(round);
      };
      round();
    });
  }

  /** Lets events happen until code of a process has run. False when nothing more is due. */
  #step(untilUs: number): boolean {
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.dueUs > untilUs) return false;
      this.#queue.pop();
      if (next.cancelled) continue;
      this.#nowUs = next.dueUs;
      if (++this.#events > this.#eventsMax) {
        this.stop({
          code: "BOUND",
          message: `more than ${this.#eventsMax} events; does something spin without waiting?`,
        });
        return false;
      }
      next.run();
      if (this.#mustDrain || this.#stopped) {
        this.#mustDrain = false;
        return true;
      }
    }
  }
}

const turnsPerRound = 32;

/** Two worlds at once would take turns in no order that a seed decides. */
let running = false;

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** An error's message and the first place outside Node and this kernel that it came from. */
function firstLines(stack: string): string {
  const [message = "", ...frames] = stack.split("\n");
  const place = frames.find((frame) => !frame.includes("node:") && !frame.includes("/sim/kernel/"));
  return place === undefined ? message : `${message} (${place.trim()})`;
}
