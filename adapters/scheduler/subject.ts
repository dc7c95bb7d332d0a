import type {
  ScheduleConfig,
  ScheduleId,
  SchedulerAdapter,
  SchedulerCapability,
  SchedulerDeclaration,
} from "../../spec/scheduler/contract.ts";
import type { ScheduleDataFault } from "../../spec/scheduler/fault.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { AdminCommand, Subject, SubjectContext } from "../subject.ts";

export type { SubjectContext } from "../subject.ts";

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
export type SchedulerSubject = Subject & {
  readonly contract: "scheduler";
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  readonly declares: SchedulerDeclaration;
  readonly layout: SchedulerLayout;
  /** A fresh handle in the current process. Called again after each restart. */
  readonly open: (context: SubjectContext) => Promise<SchedulerAdapter>;
};

/** A subject as the scheduler that it is. @throws Error when it is of another contract */
export function asScheduler(subject: Subject): SchedulerSubject {
  if (isScheduler(subject)) return subject;
  throw new Error(
    `asScheduler: got ${subject.name} of the contract ${subject.contract}; give a scheduler`,
  );
}

const isScheduler = (subject: Subject): subject is SchedulerSubject =>
  subject.contract === "scheduler";
