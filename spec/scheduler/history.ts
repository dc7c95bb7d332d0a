import type { Outcome } from "../outcome.ts";
import type { WorldEvent } from "../worldEvent.ts";
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

/**
 * What an operation cost at the servers, over all its commands. A command that was only turned away to another node or
 * another time (MOVED, ASK and ASKING, TRYAGAIN, CLUSTERDOWN, LOADING, READONLY) cost nothing.
 */
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
      /** A command of the operation was executed by a node that had been replaced before (see `state`). */
      readonly aside?: true;
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
  /**
   * The canonical state of a schedule changed in Redis. `op` is the operation whose command did it, null for a fault
   * or an incident.
   *
   * The canonical state is the one at the owner of the schedule's slot. When several nodes think that they are the
   * owner, it is the one with the highest config epoch: a change at another is `aside`, and is lost as soon as that
   * node hears who replaced it. It says where it was made, and is compared with the state at that node.
   */
  | {
      readonly type: "state";
      readonly at: Millis;
      readonly id: ScheduleId;
      readonly state: ScheduleState | null;
      readonly process: string | null;
      readonly op: number | null;
      readonly aside?: { readonly node: string };
    }
  | WorldEvent;

/** What could be observed of one run of a scheduler, in order. */
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
