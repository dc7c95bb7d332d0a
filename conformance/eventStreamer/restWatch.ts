import { getEventListeners } from "node:events";
import { currentContext } from "../../sim/kernel/context.ts";
import type { Continuations } from "../../sim/kernel/continuations.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { Recorder } from "./recorder.ts";

/** So many signals that somebody still listens to are enough to see that they are left behind. */
const signalsMax = 50;

/** What a process had done when a rest began. */
type Rest = { readonly atUs: number; readonly turns: number; readonly commands: number };

/**
 * Watches what a process does while nothing is asked of it: from when what was asked last has come to rest until something is
 * asked again, or something comes of it.
 */
export class RestWatch {
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #recorder: Recorder;
  readonly #continuations: Continuations;
  readonly #settleUs: number;
  /** Whether it can be told who stirs: where waits look again by themselves, each of them does. */
  readonly #tellsWhoStirs: boolean;
  readonly #hasConnections: boolean;
  readonly #lane: number;
  /** Signals of waits that are over, as long as somebody listens to them. */
  readonly #signals = new Set<AbortSignal>();
  /** Waits that were seen to wait. */
  readonly #known = new Set<number>();
  #rest: Rest | null = null;
  #touches = 0;
  #commands = 0;
  #hasLeft = false;

  /** @param settleMs what was asked has come to rest so long after it */
  constructor(options: {
    readonly world: World;
    readonly process: SimProcess;
    readonly recorder: Recorder;
    readonly continuations: Continuations;
    readonly settleMs: number;
    readonly tellsWhoStirs: boolean;
    /** Whether connections are something that it has. */
    readonly hasConnections: boolean;
  }) {
    this.#world = options.world;
    this.#process = options.process;
    this.#recorder = options.recorder;
    this.#continuations = options.continuations;
    this.#settleUs = options.settleMs * 1000;
    this.#tellsWhoStirs = options.tellsWhoStirs;
    this.#hasConnections = options.hasConnections;
    this.#lane = options.world.lane();
  }

  /** Something is asked of the process now, or has come of what was asked. */
  disturb(): void {
    // What disturbs it from within is a turn of the harness, or one that has come of something.
    this.#end(currentContext()?.process === this.#process ? 1 : 0);
    const touch = ++this.#touches;
    this.#world.after(this.#settleUs, this.#lane, () => {
      if (touch === this.#touches) this.#begin();
    });
  }

  /** A wait is over; nobody should listen to its signal any more. */
  over(signal: AbortSignal): void {
    if (this.#signals.size >= signalsMax) return;
    if (getEventListeners(signal, "abort").length > 0) this.#signals.add(signal);
  }

  /** The streamer of the process is closed, or there is a new one. */
  left(hasLeft: boolean): void {
    this.#hasLeft = hasLeft;
  }

  /** The process has sent a command. */
  sent(): void {
    this.#commands++;
  }

  /** The process died: whatever it did is nobody's. */
  forget(): void {
    this.#touches++;
    this.#rest = null;
    this.#signals.clear();
  }

  #begin(): void {
    this.#tellStirred();
    const open = this.#recorder.openOf(this.#process);
    const isAtRest = open.every(({ call }) => call.name === "receive");
    if (!isAtRest || !this.#process.isUp || this.#process.isPaused) return;
    const { turns } = this.#process;
    this.#rest = { atUs: this.#world.nowUs, turns, commands: this.#commands };
  }

  #end(ownTurns: number): void {
    const rest = this.#rest;
    this.#rest = null;
    if (rest === null || this.#world.nowUs === rest.atUs) return;
    this.#tellStirred();
    for (const signal of this.#signals)
      if (getEventListeners(signal, "abort").length === 0) this.#signals.delete(signal);
    let listeners = 0;
    for (const signal of this.#signals) listeners += getEventListeners(signal, "abort").length;
    this.#recorder.add({
      type: "rest",
      fromAt: Math.floor(rest.atUs / 1000),
      process: this.#process.name,
      waiting: this.#recorder.openOf(this.#process).map(({ op }) => op),
      turns: this.#process.turns - rest.turns - ownTurns,
      commands: this.#commands - rest.commands,
      timers: this.#process.timers,
      listeners,
      ...(this.#hasConnections ? { connections: this.#connections() } : {}),
      ...(this.#hasConnections && this.#hasLeft ? { hasLeft: true } : {}),
    });
  }

  /** How many there are to the node to which there are most. */
  #connections(): number {
    const counts = new Map<string, number>();
    for (const { address, isOpen } of this.#world.network.connectionsOf(this.#process))
      if (isOpen) counts.set(address, (counts.get(address) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  }

  #tellStirred(): void {
    if (!this.#tellsWhoStirs) return;
    for (const { op, call } of this.#recorder.openOf(this.#process)) {
      const times = this.#continuations.take(op);
      // What a wait does before it waits is its own affair.
      const isNew = !this.#known.has(op);
      this.#known.add(op);
      if (times > 0 && !isNew && call.name === "receive")
        this.#recorder.add({ type: "stirred", process: this.#process.name, op, times });
    }
  }
}
