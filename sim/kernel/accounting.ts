import type { ProcessProfile } from "../../spec/profile.ts";
import { Continuations } from "./continuations.ts";
import { Listeners } from "./listeners.ts";
import type { SimProcess } from "./simProcess.ts";
import type { World } from "./world.ts";

/** What one process has done since the last account of it, and what it has now. */
type ProcessAccount = Omit<
  ProcessProfile,
  "process" | "phase" | "ms" | "subscriptions" | "commands" | "commandNames"
> & {
  /** Requests that nodes executed, by the name of the command. */
  readonly commands: ReadonlyMap<string, number>;
};

type Counts = {
  events: number;
  continuations: number;
  timersSet: number;
  socketsOpened: number;
  commands: Map<string, number>;
};

/**
 * Counts what each process of a world does. It hooks into promises and emitters, which costs much, so a world has none
 * unless somebody asks for it; it changes nothing of the run.
 */
export class Accounting {
  readonly #counts = new Map<SimProcess, Counts>();
  readonly #listeners = new Listeners();
  readonly #continuations: Continuations;

  /** Begins to count; call `end`. */
  constructor(world: World) {
    this.#continuations = new Continuations(
      () => world.events,
      () => {}, // whoever goes on without end is not stopped by being counted
      ({ process }) => void this.#of(process).continuations++,
    );
  }

  event(process: SimProcess): void {
    this.#of(process).events++;
  }

  timerSet(process: SimProcess): void {
    this.#of(process).timersSet++;
  }

  socketOpened(process: SimProcess): void {
    this.#of(process).socketsOpened++;
  }

  command(process: SimProcess, name: string): void {
    const { commands } = this.#of(process);
    commands.set(name, (commands.get(name) ?? 0) + 1);
  }

  /** What the process has done since this was asked last. */
  take(process: SimProcess): ProcessAccount {
    const { events, continuations, timersSet, socketsOpened, commands } = this.#of(process);
    this.#counts.delete(process);
    return {
      events,
      // A turn of `setImmediate` takes as much, so whoever spins is busy all the time.
      cpuUs: events + continuations,
      timersSet,
      timersAlive: process.timers,
      listenersSet: this.#listeners.takeSet(process),
      listenersAlive: this.#listeners.alive(process),
      socketsOpened,
      socketsAlive: process.world.network.connectionsOf(process).filter(({ isOpen }) => isOpen)
        .length,
      commands,
    };
  }

  end(): void {
    this.#continuations.end();
    this.#listeners.end();
  }

  #of(process: SimProcess): Counts {
    let counts = this.#counts.get(process);
    if (counts === undefined) {
      counts = {
        events: 0,
        continuations: 0,
        timersSet: 0,
        socketsOpened: 0,
        commands: new Map(),
      };
      this.#counts.set(process, counts);
    }
    return counts;
  }
}
