import type { Outcome } from "../outcome.ts";
import type { Topology } from "../topology.ts";
import type { WorldEvent } from "../worldEvent.ts";
import type {
  BalancerMetrics,
  BalancerOptions,
  EntryId,
  Notification,
  Recovery,
  StreamBalancerCapability,
  StreamBalancerDeclaration,
  StreamName,
  WorkItem,
} from "./contract.ts";

/** Milliseconds since the Unix epoch by the reference clock. */
type Millis = number;

/** What is asked of a balancer or a producer. */
export type BalancerCall =
  | { readonly name: "add"; readonly item: WorkItem }
  | { readonly name: "claim"; readonly stream: StreamName; readonly id: EntryId | null }
  | { readonly name: "complete"; readonly stream: StreamName }
  | { readonly name: "fail"; readonly stream: StreamName; readonly reason: string }
  | { readonly name: "start" | "reset-topology" | "shutdown" };

/** What a call answered: start, reset-topology and shutdown answer null. */
export type BalancerAnswer = null | boolean | Recovery | { readonly id: EntryId };

/**
 * Where an entry of the input stream is:
 *
 * - `undelivered`: the group has not delivered it yet, or there is no group.
 * - `pending`: delivered to the process `consumer`, and not acknowledged.
 * - `stranded`: passed by the group and not pending, but still in the stream; nobody will ever be given it.
 * - `trimmed`: pending, but no longer in the stream.
 * - `gone`: neither pending nor in the stream.
 */
export type EntryPlace =
  | { readonly place: "undelivered" | "stranded" | "gone" }
  | {
      readonly place: "pending" | "trimmed";
      /** The process whose consumer of the group it was delivered to last. */
      readonly consumer: string;
      readonly deliveries: number;
    };

/** What is written in an entry. */
export type EntryContent = {
  /** The piece of work; null when the entry cannot be read. */
  readonly item: WorkItem | null;
  /**
   * The message that it stands for: what is added once is one message, however often it is added again. The harness puts
   * a name of its own into `info` (`messageField`), and into a field of that name of each poisoned entry.
   */
  readonly message: string;
  /** How often its processing has failed, as the entry says; 0 when it says nothing. */
  readonly retries: number;
  /** Why it is a dead letter; null when it says nothing. */
  readonly reason: string | null;
};

/** The field of `info`, and of poisoned entries, in which the harness names the message. */
export const messageField = "message";

/**
 * Who made a change. `process` sent the command, in the course of the operation `op`; null: of its own accord, as in a
 * scan, or nobody knows. Without a process it was a fault, an incident or the server itself (a lease that expired).
 *
 * A change at a node that had been replaced as the owner is `aside`: it is lost as soon as that node hears of it, and
 * says nothing of where things are.
 */
type Author = {
  readonly process: string | null;
  readonly op: number | null;
  readonly aside?: { readonly node: string };
};

/**
 * What the outside could observe of one run, in order. `at` is the reference clock in whole milliseconds; events of the
 * same millisecond are in the order in which they happened. What one command changed at once (a script, a transaction)
 * is at the same instant, with no other event in between.
 *
 * Right after an incident, before any other event, come an `entry`, `dead-letter`, `lease` and `group` event without
 * process and op for each of them that differs at the new owner from the last one written.
 */
export type StreamBalancerEvent =
  | WorldEvent
  | {
      readonly type: "invoked";
      readonly at: Millis;
      readonly process: string;
      /** Number of the operation, unique in the run. */
      readonly op: number;
      readonly call: BalancerCall;
    }
  | {
      readonly type: "returned";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
      readonly name: BalancerCall["name"];
      readonly outcome: Outcome<BalancerAnswer>;
      /** A command of the operation was executed by a node that had been replaced before (see `Author`). */
      readonly aside?: true;
    }
  /** A consumer was told something by its balancer. */
  | {
      readonly type: "notified";
      readonly at: Millis;
      readonly process: string;
      readonly notification: Notification;
    }
  /**
   * A consumer begins to work on what it owns, has done it, or has failed: the effect that there must be. It calls
   * `complete` or `fail` right after it.
   */
  | {
      readonly type: "working" | "worked" | "work-failed";
      readonly at: Millis;
      readonly process: string;
      readonly stream: StreamName;
      readonly id: EntryId;
      readonly message: string;
    }
  /** An entry of the input stream is new, or is somewhere else now, or was delivered again. */
  | ({
      readonly type: "entry";
      readonly at: Millis;
      readonly id: EntryId;
      readonly content: EntryContent;
      readonly where: EntryPlace;
    } & Author)
  /** An entry of the dead letters came, or went. */
  | ({
      readonly type: "dead-letter";
      readonly at: Millis;
      readonly id: EntryId;
      readonly content: EntryContent;
      readonly change: "added" | "removed";
    } & Author)
  /** A lease came, was renewed, or went. */
  | ({
      readonly type: "lease";
      readonly at: Millis;
      readonly stream: StreamName;
      /** The key it lies at: with some subjects a data stream may have several. */
      readonly key: string;
      /** The process that holds it. */
      readonly holder: string | null;
      /** When it ends by the reference clock, if nobody renews it; null: it is not there (any more). */
      readonly until: Millis | null;
    } & Author)
  /** The group of the input stream came or went, with its stream or alone. */
  | ({
      readonly type: "group";
      readonly at: Millis;
      readonly exists: boolean;
    } & Author)
  /** A consumer began a scan: it asked for the first page of the pending entries, by the command that its layout names. */
  | { readonly type: "scan"; readonly at: Millis; readonly process: string }
  /** What servers executed for a consumer since the last event of this type of it. Written now and then in the quiet phase. */
  | {
      readonly type: "cost";
      readonly at: Millis;
      readonly process: string;
      readonly since: Millis;
      readonly commands: number;
      readonly elements: number;
    }
  /** What a consumer has counted. Written right before it is asked to shut down, and at the end of the run. */
  | {
      readonly type: "metrics";
      readonly at: Millis;
      readonly process: string;
      readonly metrics: BalancerMetrics;
    };

/** What could be observed of one run of a stream balancer, in order. */
export type StreamBalancerHistory = readonly StreamBalancerEvent[];

/** What a process still had when the run had ended. */
export type ProcessRest = {
  readonly process: string;
  /** It was started, and was neither shut down nor dead. */
  readonly isRunning: boolean;
  readonly connections: number;
  /** Connections that subscribe to something. */
  readonly subscriptions: number;
  readonly timers: number;
};

/** What lay in Redis, and in the processes, when the run had ended. */
export type StreamBalancerFinal = {
  /** Consumers that the group still names, as it names them. */
  readonly groupConsumers: readonly string[];
  /** The consumers' processes, all of the scenario's. */
  readonly processes: readonly ProcessRest[];
};

/** Everything that a rule of the stream-balancer contract may look at. */
export type StreamBalancerTrial = {
  readonly history: StreamBalancerHistory;
  readonly final: StreamBalancerFinal;
  readonly capabilities: ReadonlySet<StreamBalancerCapability>;
  readonly declares: StreamBalancerDeclaration;
  readonly options: BalancerOptions;
  readonly topology: Topology;
  /** By how much every promise about time is taken to be longer: where clocks are read with an error, and timers come late. None unless it is said. */
  readonly slackMs?: number;
  /** stream-node-max-entries of the nodes: how far off "approximately" may be. */
  readonly streamNodeEntries: number;
};
