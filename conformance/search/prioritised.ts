import { Random } from "../../sim/random.ts";
import type { KernelFault } from "../../spec/fault.ts";
import type { Scenario } from "../../spec/scenario.ts";

/**
 * A scenario in which as much as possible happens at once, and priorities say who goes first: latency is the same for
 * all, steps lie on a grid, all workers start together; some workers are slower than others, and the priorities change a few
 * times at instants at which something is asked.
 *
 * @param canDelay whether workers may be slowed down
 */
export function prioritised(
  scenario: Scenario,
  seed: number,
  canDelay: boolean,
): { readonly scenario: Scenario; readonly summary: string } {
  const random = new Random(`claimcheck priority ${seed}`);
  const gridMs = random.pick([10, 100, 1_000]);
  const latencyUs = random.pick([100, 500, 5_000]);
  const steps = scenario.steps.map((step) => ({
    ...step,
    // Later and not earlier: who is to take it may not be there yet.
    atMs: Math.min(
      Math.ceil(step.atMs / gridMs) * gridMs,
      Math.max(step.atMs, scenario.faultsMs - 1),
    ),
  }));
  const isTogether = random.chance(0.7);
  const workers = scenario.workers.map((worker) =>
    isTogether ? { ...worker, startAtMs: 0 } : worker,
  );
  const instants = [...new Set(steps.map(({ atMs }) => atMs))].filter(
    (at) => at < scenario.faultsMs,
  );
  const changesMs = Array.from({ length: random.between(1, 4) }, () =>
    instants.length > 0 && random.chance(0.7)
      ? random.pick(instants)
      : random.below(scenario.faultsMs),
  ).sort((a, b) => a - b);
  const unitMs = canDelay ? random.pick([0, 1, 5, 50, 500]) : 0;
  const delays = unitMs === 0 ? [] : delaysOf(scenario, changesMs, unitMs, random);
  return {
    scenario: {
      ...scenario,
      workers,
      steps,
      latencyUs: { min: latencyUs, max: latencyUs },
      ties: { seed: random.below(2 ** 31), changesMs },
      faults: [...scenario.faults, ...delays],
    },
    summary: `priority  ${changesMs.length} changes, everything on a grid of ${gridMs} ms${unitMs === 0 ? "" : `, ${unitMs} ms between priorities`}`,
  };
}

/** Between two changes each worker is slower than the one before it in the order of the priorities. */
function delaysOf(
  { workers, faultsMs }: Scenario,
  changesMs: readonly number[],
  unitMs: number,
  random: Random,
): readonly KernelFault[] {
  const bounds = [...new Set([0, ...changesMs, faultsMs])];
  return bounds.slice(0, -1).flatMap((from, i) => {
    const waiting = workers.map(({ name }) => name);
    const forMs = (bounds[i + 1] ?? faultsMs) - from;
    return workers.flatMap((_, rank) => {
      const [process = ""] = waiting.splice(random.below(waiting.length), 1);
      const byMs = rank * unitMs;
      // Those that have not started yet cannot be slowed down.
      const atMs = from === 0 ? 1 : from;
      return byMs === 0 ? [] : [{ fault: "delay", process, atMs, forMs, byMs } as const];
    });
  });
}
