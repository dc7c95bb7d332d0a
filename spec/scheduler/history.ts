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
 * What may take acknowledged changes back.
 *
 * - `failover`: a replica became the owner, elected or by a handover that waited for it (CLUSTER FAILOVER).
 * - `takeover`: a replica was made the owner without asking how much it has (CLUSTER FAILOVER FORCE or TAKEOVER,
 *   REPLICAOF NO ONE).
 * - `restart-snapshot`, `restart-empty`: the owner came back with less than it had, and is still the owner.
 * - `flush`: FLUSHALL or FLUSHDB at the owner. `evict`: the owner removed keys to make room.
 */
export type IncidentKind =
  "failover" | "takeover" | "restart-snapshot" | "restart-empty" | "flush" | "evict";

/**
 * From here on the data may be older than what was acknowledged. It is written at the instant at which a node begins
 * to answer with that data as the owner, or at which the owner's data vanished; also when nothing turned out to be lost.
 *
 * Right after it, before any other event, comes a `state` event without process and op for each schedule whose state
 * at `node` differs from the last one written. What moves to another node unharmed (resharding, a restart with
 * all data) is no incident and writes no `state` event.
 */
export type IncidentEvent = {
  readonly type: "incident";
  readonly at: Millis;
  readonly incident: IncidentKind;
  /** The node whose data counts from now on. */
  readonly node: string;
  /** The node that had been the owner until now; null when it was the same one. */
  readonly replaces: string | null;
  /** The master and the replicas that keep the same data; any name that is the same for all of them. */
  readonly shard: string;
  /** How many replicas the shard had just before, well or not. */
  readonly replicas: number;
};

/**
 * What could be seen of a server. It has `failed` from when it is down, stands still, is cut off from other nodes, is
 * replaced as a master, or does not follow its master (its link is cut, slowed down or not yet up, or it is still
 * catching up), until nothing of that is true any more; then it has `recovered`. Telling either again changes nothing.
 */
export type NodeEvent = {
  readonly type: "node";
  readonly at: Millis;
  readonly node: string;
  readonly shard: string;
} & (
  | { readonly change: "failed" | "recovered" }
  /** The node's own clock is off by so much from now on; negative: behind. */
  | { readonly change: "clock"; readonly offMs: number }
);

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
  | FaultEvent
  | IncidentEvent
  | NodeEvent
  /** `healed` ends every lasting fault on the process: skew, stall, partition, slowness. */
  | {
      readonly type: "process";
      readonly at: Millis;
      readonly process: string;
      readonly change: "started" | "crashed" | "paused" | "resumed" | "healed";
    }
  /** `healing`: no fault strikes or lasts any more, and the nodes need time to find each other again. */
  | {
      readonly type: "phase";
      readonly at: Millis;
      readonly phase: "faults" | "healing" | "quiet" | "end";
    };

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
