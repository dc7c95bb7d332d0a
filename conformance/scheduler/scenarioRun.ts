import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import type { LedgerFigures } from "../../spec/durability.ts";
import type { SchedulerCapability, SchedulerDeclaration } from "../../spec/scheduler/contract.ts";
import type { SchedulerEvent } from "../../spec/scheduler/history.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type * as scenarioRun from "../scenario/scenarioRun.ts";

/** What one run of the scheduler contract is asked to do. */
export type ScenarioRunOptions = scenarioRun.ScenarioRunOptions<
  SchedulerScenario,
  SchedulerSubject
>;

/** What one run of the scheduler contract showed. */
export type ScenarioRun = scenarioRun.ScenarioRun<SchedulerEvent, LedgerFigures>;

/** What a seed is allowed to draw. */
export type ScenarioDrawOptions = {
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  /** The quiet period must be long enough for what the subject declares. */
  readonly declares: SchedulerDeclaration;
  /** Kinds that may occur; the seed picks among them. */
  readonly faults: readonly string[];
  /** How the nodes are arranged; one node unless it is said. */
  readonly topology?: TopologyKind;
};
