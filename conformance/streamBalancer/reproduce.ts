import type { StreamBalancerSubject } from "../../adapters/streamBalancer/subject.ts";
import { reproduceStreamBalancer } from "../../reports/streamBalancer/reproduction/reproduceStreamBalancer.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";

/** What hits a rule of the stream-balancer contract plainly, by what the subject promises. */
export function reproduce(
  { declares }: Pick<StreamBalancerSubject, "declares">,
  scenario: Pick<StreamBalancerScenario, "topology" | "faults"> & {
    readonly workers: readonly Pick<StreamBalancerScenario["workers"][number], "name" | "role">[];
  },
  rule: string,
): readonly string[] | string {
  const producers = scenario.workers.flatMap(({ role, name }) => (role === "producer" ? name : []));
  return reproduceStreamBalancer(rule, { scenario, producers, ridesOutMs: declares.ridesOutMs });
}
