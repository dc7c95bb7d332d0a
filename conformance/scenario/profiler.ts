import type { ProcessProfile, Profile, ProfilePhase } from "../../spec/profile.ts";
import type { Accounting } from "../../sim/kernel/accounting.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";
import { subscriptionsOf } from "./subscriptionsOf.ts";

/** Takes down what the workers of a run have done, phase by phase. */
export class Profiler {
  readonly #world: World;
  readonly #accounting: Accounting;
  readonly #nodes: ScenarioNodes | null;
  readonly #rows: ProcessProfile[] = [];
  #sinceMs: number;

  constructor(world: World, accounting: Accounting, nodes: ScenarioNodes | null) {
    this.#world = world;
    this.#accounting = accounting;
    this.#nodes = nodes;
    this.#sinceMs = world.nowMs;
  }

  /** A phase is over now. */
  over(phase: ProfilePhase): void {
    const ms = this.#world.nowMs - this.#sinceMs;
    this.#sinceMs = this.#world.nowMs;
    for (const process of this.#world.processes) {
      const { commands, ...account } = this.#accounting.take(process);
      const names = [...commands].toSorted(([a], [b]) => (a < b ? -1 : 1));
      this.#rows.push({
        process: process.name,
        phase,
        ms,
        ...account,
        subscriptions:
          this.#nodes === null
            ? null
            : subscriptionsOf(process, this.#nodes).reduce((sum, count) => sum + count, 0),
        commands: names.reduce((sum, [, count]) => sum + count, 0),
        commandNames: Object.fromEntries(names),
      });
    }
  }

  /** The phases that are over, process by process. */
  get profile(): Profile {
    const processes = this.#rows.toSorted((a, b) =>
      a.process === b.process ? 0 : a.process < b.process ? -1 : 1,
    );
    return { runs: 1, processes };
  }
}
