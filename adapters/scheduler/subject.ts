import type {
  ScheduleConfig,
  ScheduleId,
  SchedulerAdapter,
  SchedulerCapability,
  SchedulerDeclaration,
} from "../../spec/scheduler/contract.ts";
import type { ScheduleDataFault } from "../../spec/scheduler/fault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { AdminCommand, SubjectContext } from "../subject.ts";

export type { AdminCommand, SubjectContext } from "../subject.ts";

/**
 * Where a subject keeps its data, so that the harness can watch the canonical state and put stale entries into the
 * index. Only ASCII keys.
 */
export type SchedulerLayout = {
  /** The schedule whose canonical state lies at this key; null for every other key. */
  readonly scheduleOfKey: (key: string) => ScheduleId | null;
  readonly readState: (id: ScheduleId) => AdminCommand;
  /** The state in the reply to `readState`; null when there is no schedule. */
  readonly parseState: (reply: Reply) => ScheduleState | null;
  /** The sorted set of due times; null when the subject has none. */
  readonly indexKey: string | null;
  /** Commands that bring the fault about; null when it does not exist for this layout. */
  readonly corrupt: (fault: ScheduleDataFault) => readonly AdminCommand[] | null;
  /** Commands that put schedules into the unindexed layout, and the schedule of a key of that layout. */
  readonly legacy: {
    readonly put: (config: ScheduleConfig, nextRunAtMs: number) => readonly AdminCommand[];
    readonly scheduleOfKey: (key: string) => ScheduleId | null;
  } | null;
};

/** An implementation of the scheduler contract that is put on trial. */
export type SchedulerSubject = {
  /** As it is given to `--subject`: "reference", "broken/trustsTheScore", "boringnode-queue@0.6.0". */
  readonly name: string;
  readonly contract: "scheduler";
  /** One line for `npm run list`. */
  readonly summary: string;
  /** For a broken subject: the rule that its one defect violates. */
  readonly breaks?: string;
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  readonly declares: SchedulerDeclaration;
  /**
   * Where it can be put on trial: on others what it declares cannot be had, or its defect does not show. The first is
   * meant unless somebody chooses. Everywhere, and first on one node, when it is not said.
   */
  readonly topologies?: readonly [TopologyKind, ...TopologyKind[]];
  readonly layout: SchedulerLayout;
  /** Loads whatever must be loaded before the simulated world exists. */
  readonly load?: () => Promise<void>;
  /** A fresh handle in the current process. Called again after each restart. */
  readonly open: (context: SubjectContext) => Promise<SchedulerAdapter>;
};
