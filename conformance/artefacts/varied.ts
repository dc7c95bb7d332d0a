import type { Random } from "../../sim/random.ts";
import type { Scenario, ScenarioFault } from "../../spec/scenario.ts";

/** How much sooner or later a fault may strike. */
const shiftsMs = [5, 50, 500, 5_000];

/**
 * The scenario in which some faults befall others, a little sooner or later, or at another command. Where workers compete, a part that is left out
 * moves who does what and when, and only several changes together show the same again.
 *
 * @param commands among which those are chosen that are struck
 */
export function varied(scenario: Scenario, commands: readonly string[], random: Random): Scenario {
  const { faultsMs, workers } = scenario;
  const names = workers.map(({ name }) => name);
  const faults = scenario.faults.map((fault) => {
    const befallsProcess = processOf(fault) !== null;
    const befalls = befallsProcess && random.chance(0.2) ? { process: random.pick(names) } : {}; // prettier-ignore
    const shiftMs = random.chance(0.5) ? random.pick(shiftsMs) * (2 * random.float() - 1) : 0;
    const atMs = Math.min(Math.max(0, Math.round(fault.atMs + shiftMs)), faultsMs);
    const struck = befallsProcess && "request" in fault && commands.length > 0 && random.chance(0.5) ? { request: 1, command: random.pick(commands) } : {}; // prettier-ignore
    const edge = "edge" in fault && random.chance(0.5) ? { edge: random.pick(["before", "after"]) } : {}; // prettier-ignore
    return { ...fault, ...befalls, ...struck, ...edge, atMs };
  });
  return { ...scenario, faults };
}

/** The process that a fault befalls; null when it befalls none. */
export const processOf = (fault: ScenarioFault): string | null =>
  "process" in fault && typeof fault.process === "string" ? fault.process : null;
