import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { ScenarioDrawOptions } from "../scheduler/scenarioRun.ts";

/** What a seed may draw for a subject: only what the subject says it can do. */
export const drawOptionsOf = (
  subject: SchedulerSubject,
  faults: readonly string[],
  topology: TopologyKind,
): ScenarioDrawOptions => ({
  capabilities: subject.capabilities,
  declares: subject.declares,
  faults,
  topology,
});
