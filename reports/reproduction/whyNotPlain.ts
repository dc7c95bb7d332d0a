import type { Scenario } from "../../spec/scenario.ts";

/**
 * What of a scenario no script with one server can bring about, as a reason; null when there is nothing.
 *
 * @param plain the kinds of faults that a script can
 */
export function whyNotPlain(
  { topology, faults }: Pick<Scenario, "topology" | "faults">,
  plain: ReadonlySet<string>,
): string | null {
  if (topology.kind !== "standalone")
    return `it was found on the topology ${topology.kind}, and a plain script has one server`;
  const others = [...new Set(faults.map(({ fault }) => fault))].filter((each) => !plain.has(each));
  return others.length === 0
    ? null
    : `it takes ${others.join(" and ")} at the right moment, which a plain script cannot bring about`;
}
