import type { StreamBalancerSubject } from "../../adapters/streamBalancer/subject.ts";
import { reproduceStreamBalancer } from "../../reports/streamBalancer/reproduction/reproduceStreamBalancer.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";

/** What hits a rule of the stream-balancer contract plainly, by where the subject keeps its data. */
export function reproduce(
  subject: StreamBalancerSubject,
  scenario: Pick<StreamBalancerScenario, "topology" | "faults">,
  rule: string,
): readonly string[] | string {
  const { inputKey, group, deadLettersKey } = subject.layout("work");
  return reproduceStreamBalancer(rule, { scenario, inputKey, group, deadLettersKey });
}
