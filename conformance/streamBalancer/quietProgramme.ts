import type { World } from "../../sim/kernel/world.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import type { Consumer } from "./consumer.ts";
import type { CostMeter } from "./costMeter.ts";

export type QuietOptions = {
  readonly world: World;
  readonly scenario: StreamBalancerScenario;
  readonly costs: CostMeter;
  /** Those that are up, by the names of their processes. */
  readonly consumers: ReadonlyMap<string, Consumer>;
};

/** When all are up again that have to be. */
const settledMs = 2_000;
/** How long before the end the consumers leave: time for what they have to be given back. */
const leavingMs = 5_000;
/** How often it is written what the consumers cost. */
const periodMs = 10_000;

/**
 * What happens in the quiet phase besides what was promised: an operator resets the topology of each consumer, it is written
 * what they cost, and in the end they all leave, so that it shows whether anything is left of them.
 */
export class QuietProgramme {
  readonly #options: QuietOptions;
  readonly #lane: number;

  constructor(options: QuietOptions) {
    this.#options = options;
    this.#lane = options.world.lane();
  }

  /** The quiet phase begins now. */
  begin(): void {
    const { world, scenario } = this.#options;
    const leavesMs = Math.max(0, scenario.quietMs - leavingMs);
    this.#tellCosts();
    this.#later(Math.min(settledMs, leavesMs), (consumer) => consumer.resetTopology());
    for (let atMs = periodMs; atMs < leavesMs; atMs += periodMs) {
      world.after(atMs * 1000, this.#lane, () => this.#tellCosts());
    }
    world.after(leavesMs * 1000, this.#lane, () => this.#tellCosts());
    this.#later(leavesMs, (consumer) => void consumer.shutdown());
  }

  #later(afterMs: number, act: (consumer: Consumer) => void): void {
    const { world, consumers } = this.#options;
    world.after(afterMs * 1000, this.#lane, () => {
      for (const [name, consumer] of consumers) {
        const process = world.process(name);
        process.whenAwake(process.life, () => process.run(() => act(consumer)));
      }
    });
  }

  #tellCosts(): void {
    const { world, scenario, costs } = this.#options;
    for (const { role, name } of scenario.workers) {
      if (role === "consumer") costs.tell(name, world.nowMs);
    }
  }
}
