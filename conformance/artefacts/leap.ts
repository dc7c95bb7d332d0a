import type { Random } from "../../sim/random.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { Contract } from "../contracts/contract.ts";
import { processOf, varied } from "./varied.ts";

/** A leap leaves at most so many parts. */
const partsMax = 8;

/**
 * A much smaller scenario, made of some parts of one that shows what is looked for, drawn: most of them are left out at once, of
 * the workers as well, and what is left is varied.
 *
 * @param commands among which those are chosen that are struck
 */
export function leapFrom(
  scenario: Scenario,
  contract: Contract,
  commands: readonly string[],
  random: Random,
): Scenario {
  const positions = [...contract.partsOf(scenario).keys()];
  const count = random.between(1, Math.min(partsMax, positions.length - 1));
  while (positions.length > count) positions.splice(random.below(positions.length), 1);
  let rest = contract.withParts(scenario, positions);
  for (const { name } of scenario.workers) {
    if (rest.workers.length === 1 || random.chance(0.3)) continue;
    const heirs = rest.workers.filter((worker) => worker.name !== name);
    const faults = rest.faults.map((fault) =>
      processOf(fault) === name ? { ...fault, process: random.pick(heirs).name } : fault,
    );
    rest = contract.withoutWorker({ ...rest, faults }, name);
  }
  return varied(rest, commands, random);
}
