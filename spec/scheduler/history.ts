import type { Outcome } from "../outcome.ts";
import type {
  Claim,
  Millis,
  ScheduleConfig,
  ScheduleId,
  ScheduleStatus,
  ScheduleView,
  SchedulerDeclaration,
  SchedulerCapability,
} from "./contract.ts";

/** One call of the contract's interface, with what was asked. */
export type SchedulerCall =
  | { readonly name: "define"; readonly config: ScheduleConfig }
  | { readonly name: "update"; readonly id: ScheduleId; readonly nextRunAtMs: Millis }
  | { readonly name: "pause" | "resume" | "trigger" | "delete" | "get"; readonly id: ScheduleId }
  | { readonly name: "complete"; readonly claim: Claim }
  | { readonly name: "list" | "claim" | "migrate" };

/** What a call answered: void calls answer null. */
export type SchedulerAnswer =
  | null
  | boolean
  | number
  | { readonly claim: Claim | null }
  | { readonly view: ScheduleView | null }
  | { readonly views: readonly ScheduleView[] };

/** What an operation cost at the server, over all its commands. */
export type Cost = {
  readonly commands: number;
  /** Elements that the commands touched, as counted by the model; a sorted-set search counts log2 of its size. */
  readonly elements: number;
  /** Hash slots of all keys that were named, ascending, without repeats. */
  readonly slots: readonly number[];
};

/** The canonical state of one schedule as it stood in Redis, whoever put it there. */
export type ScheduleState = {
  readonly status: ScheduleStatus;
  readonly nextRunAtMs: Millis | null;
  readonly runCount: number;
  readonly everyMs: number | null;
  readonly cron: string | null;
  readonly timezone: string | null;
  readonly fromMs: Millis | null;
  readonly toMs: Millis | null;
  readonly limit: number | null;
  /** While a claim holds the occurrence: when its lease ends by the server's clock. */
  readonly leasedUntilMs: Millis | null;
};

/** A fault of the scenario as it struck. */
export type FaultEvent = {
  readonly type: "fault";
  readonly at: Millis;
  /** The fault's kind, e.g. "lose-reply". */
  readonly fault: string;
  /** Process, schedule or node that was hit. */
  readonly target: string;
  /** One clause for the timeline, e.g. "the reply to EVALSHA never arrived". */
  readonly detail: string;
};

/**
 * What the outside could observe of one run, in order. `at` is the reference clock in whole milliseconds; events
 * of the same millisecond are in the order in which they happened.
 */
export type SchedulerEvent =
  | {
      readonly type: "invoked";
      readonly at: Millis;
      readonly process: string;
      /** Number of the operation, unique in the run. */
      readonly op: number;
      readonly call: SchedulerCall;
    }
  | {
      readonly type: "returned";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
      readonly name: SchedulerCall["name"];
      readonly outcome: Outcome<SchedulerAnswer>;
      readonly cost: Cost;
    }
  /** The worker that holds a claim has handed the occurrence to whatever runs it: the effect that must happen. */
  | {
      readonly type: "dispatched";
      readonly at: Millis;
      readonly process: string;
      /** The `claim` operation that gave the right to it. */
      readonly op: number;
      readonly claim: Claim;
    }
  /** The canonical state of a schedule changed in Redis. `op` is the operation whose command did it, null for a fault. */
  | {
      readonly type: "state";
      readonly at: Millis;
      readonly id: ScheduleId;
      readonly state: ScheduleState | null;
      readonly process: string | null;
      readonly op: number | null;
    }
  | FaultEvent
  /** `healed` ends every lasting fault on the process: skew, stall, partition, slowness. */
  | {
      readonly type: "process";
      readonly at: Millis;
      readonly process: string;
      readonly change: "started" | "crashed" | "paused" | "resumed" | "healed";
    }
  | { readonly type: "phase"; readonly at: Millis; readonly phase: "faults" | "quiet" | "end" };

export type SchedulerHistory = readonly SchedulerEvent[];

/** A member of the derived index at rest. */
export type IndexEntry = { readonly member: string; readonly score: number };

/** What lay in Redis when the run had ended. */
export type SchedulerFinal = {
  /** Canonical schedules, by id. */
  readonly schedules: ReadonlyMap<ScheduleId, ScheduleState>;
  /** The derived index, ascending by score; null when the subject has none, or when its key holds another type. */
  readonly index: readonly IndexEntry[] | null;
  /** Schedules still lying in the unindexed layout. */
  readonly legacy: readonly ScheduleId[];
};

/** Everything that a rule of the scheduler contract may look at. */
export type SchedulerTrial = {
  readonly history: SchedulerHistory;
  readonly final: SchedulerFinal;
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  readonly declares: SchedulerDeclaration;
  /** Poll interval of the slowest worker. */
  readonly pollMs: number;
  /** Schedules put into the unindexed layout before the run began. */
  readonly legacy: readonly ScheduleConfig[];
};
