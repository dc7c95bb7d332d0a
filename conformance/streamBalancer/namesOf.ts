import type { BalancerStep } from "../../spec/streamBalancer/scenario.ts";

/** The names of the data streams that a step adds. */
export function namesOf({ name, count }: Extract<BalancerStep, { do: "add" }>): readonly string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}.${i + 1}`);
}
