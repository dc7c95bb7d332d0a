import type { ScheduleConfig } from "../../../spec/scheduler/contract.ts";
import type { ScheduleDataFault } from "../../../spec/scheduler/fault.ts";
import type { SchedulerScenario } from "../../../spec/scheduler/scenario.ts";

type Commands = readonly (readonly string[])[];

/** What a window may depend on: the scenario in which it was found, and what is known of the subject. */
export type SchedulerFacts = {
  readonly scenario: SchedulerScenario;
  /** Null when claims are for ever. */
  readonly leaseMs: number | null;
  /** By when a claim must have come, with two schedules and workers that poll ten times in a second. */
  readonly latenessMsMax: number;
  readonly indexKey: string | null;
  /** The command that reads what is kept of a schedule. */
  readonly readState: (id: string) => readonly string[];
  /** Commands that bring a fault in the data about; null when the subject's layout has no such fault. */
  readonly corrupt: (fault: ScheduleDataFault) => Commands | null;
  /** Commands that put a schedule into the unindexed layout; null when there is none. */
  readonly putLegacy: ((config: ScheduleConfig, nextRunAtMs: number) => Commands) | null;
};

/** The lines that hit the window of one rule; a text is why nothing plain can. */
export type SchedulerWindow = (facts: SchedulerFacts) => readonly string[] | string;

/** Commands as lines that send them. */
export const sent = (commands: Commands): readonly string[] =>
  commands.map(
    (command) => `await admin.call(${command.map((part) => JSON.stringify(part)).join(", ")});`,
  );

const open =
  "const open = (process, at = port) => subject.open({ process, nodes: [{ host, port: at }] });";

/** Two workers. */
export const workers = [open, 'const [w1, w2] = [await open("w1"), await open("w2")];'] as const;

/** Two workers, of which the line of the first can be cut. */
export const cuttableWorkers = [
  open,
  'const [w1, w2] = [await open("w1", cuttable), await open("w2")];',
] as const;
