import type { Executed } from "../../sim/redisServer.ts";
import type { Recorder } from "./recorder.ts";

type Cost = { sinceMs: number; commands: number; elements: number };

/** Counts what the servers executed for each process. */
export class CostMeter {
  readonly #recorder: Recorder;
  readonly #costs = new Map<string, Cost>();
  #startedMs: number;

  constructor(recorder: Recorder, startedMs: number) {
    this.#recorder = recorder;
    this.#startedMs = startedMs;
  }

  /** A request that was only turned away to another node or time cost nothing. */
  executed({ process, elements, isContinued, isTurnedAway }: Executed): void {
    if (isTurnedAway) return;
    const cost = this.#of(process.name);
    cost.elements += elements;
    if (!isContinued) cost.commands++;
  }

  /** Writes what a process has cost since this was asked last. */
  tell(process: string, nowMs: number): void {
    const { sinceMs: since, commands, elements } = this.#of(process);
    this.#recorder.add({ type: "cost", process, since, commands, elements });
    this.#costs.set(process, { sinceMs: nowMs, commands: 0, elements: 0 });
  }

  #of(process: string): Cost {
    let cost = this.#costs.get(process);
    if (cost === undefined) {
      cost = { sinceMs: this.#startedMs, commands: 0, elements: 0 };
      this.#costs.set(process, cost);
    }
    return cost;
  }
}
