import type { Acknowledgement } from "../durability.ts";

/** Name of a data stream: the piece of work that has one owner at a time. */
export type StreamName = string;

/** Id of an entry of the input stream, as Redis gives it: "1767225600000-0". */
export type EntryId = string;

/** A piece of work as a producer hands it over. */
export type WorkItem = {
  readonly name: StreamName;
  /** What the owner is told with it, and what a dead letter must still hold. */
  readonly info: Readonly<Record<string, string>>;
};

/** The right to work on a data stream, until its lease ends or it is completed. */
export type Ownership = {
  readonly name: StreamName;
  /** The entry of the input stream that brought it. */
  readonly id: EntryId;
  readonly info: Readonly<Record<string, string>>;
  /**
   * Rises with each owner that the data stream has; null when the subject has no such proof. Either a whole number or an
   * id of Redis ("1767225600000-0"), the same of the two for all owners.
   */
  readonly fence: string | null;
};

/** What a balancer tells the consumer that started it. */
export type Notification =
  /** From now on the consumer owns the data stream. */
  | { readonly type: "added"; readonly stream: Ownership }
  /** It owns it no longer, and must stop. */
  | {
      readonly type: "disowned";
      readonly name: StreamName;
      readonly id: EntryId;
      readonly reason: string;
    }
  /** Somebody's lease of the data stream has ended, so it may be recovered with `claim`. A fast path, and no more. */
  | { readonly type: "expired"; readonly name: StreamName; readonly id: EntryId | null }
  /** The balancer has given up: nothing more will come. */
  | { readonly type: "terminated"; readonly reason: string };

/**
 * What became of one entry that a recovery looked at: it has a successor, its owner is alive, it went to the dead
 * letters, or there was nothing left to recover.
 */
export type Recovery = "requeued" | "alive" | "dead-lettered" | "gone";

/** What a consumer counts of itself since it was started; each must agree with what could be observed. */
export type BalancerMetrics = {
  /** Reconciliation scans that went through. */
  readonly scans: number;
  /** Entries to which it gave a successor, whether in a scan, by `claim`, by `fail` or by `shutdown`. */
  readonly requeued: number;
  /** Entries that a recovery left alone because their owner was alive. */
  readonly aliveSkips: number;
  readonly deadLettered: number;
  /** `resetTopology` that went through. What a balancer does by itself is none. */
  readonly topologyResets: number;
  /** How often keyspace notifications were set up on a master, and how often that failed. */
  readonly mastersSetUp: number;
  readonly mastersNotSetUp: number;
};

/**
 * A consumer's handle. All of them, and the producers, share one Redis.
 *
 * A call rejects when it failed or when its outcome is unknown; the harness tells the two apart by the error, as in the
 * scheduler contract.
 */
export type StreamBalancerAdapter = {
  /**
   * Joins the group and begins to receive; whatever happens from then on is told to `notify`. One master that can be
   * subscribed to is enough.
   */
  start(notify: (notification: Notification) => void): Promise<void>;
  /** Recovers one data stream whose owner seems dead. It gives no ownership: the successor goes to any consumer. */
  claim(name: StreamName, id: EntryId | null): Promise<Recovery>;
  /**
   * The work is done: its entry is acknowledged and deleted, then its lease ends. False, and no change, when the consumer
   * does not own the data stream (any more).
   */
  complete(name: StreamName): Promise<boolean>;
  /**
   * The processing has failed, and the consumer gives the data stream up. This is the only thing that counts as a retry: a
   * crash, a lost lease, a shutdown or another topology says nothing about the work. The entry is added again with one retry
   * more, or it is a dead letter when it has had all of them; then its lease ends. False, and no change, when the consumer
   * does not own the data stream (any more). A subject without a call for it lets the lease end.
   */
  fail(name: StreamName, reason: string): Promise<boolean>;
  /** Finds the masters anew and subscribes to each of them again. */
  resetTopology(): Promise<void>;
  /** Stops receiving and gives everything that is unfinished to others, without acknowledging it. Tells nothing afterwards. */
  shutdown(): Promise<void>;
  metrics(): BalancerMetrics;
};

/** A producer's handle. */
export type WorkProducer = {
  /** Appends a piece of work to the input stream. Returns the entry's id. */
  add(item: WorkItem): Promise<EntryId>;
  close(): Promise<void>;
};

/** The published options, and their defaults. Times are in milliseconds. */
export type BalancerOptions = {
  /** The service; its keys carry the hash tag of its name. */
  readonly service: string;
  /** How long a lease lasts from its last renewal; it is renewed when half of it is over. */
  readonly leaseMs: number;
  /** How long a pending entry must have been idle before a scan looks at it. */
  readonly minIdleMs: number;
  /** From one scan to the next, plus up to `jitter` of it. */
  readonly scanIntervalMs: number;
  /** Part of the interval that is drawn anew for each scan: 0.1 is up to 10 %. */
  readonly jitter: number;
  /** Entries that one request of a scan asks for. */
  readonly batch: number;
  /** How often an entry is tried again after its processing has failed; then it is a dead letter. 0: never. */
  readonly retriesMax: number;
  /** How many dead letters are kept, approximately; 0 keeps all. */
  readonly deadLettersMax: number;
};

/** What a balancer is opened with where nobody says otherwise. */
export const defaultBalancerOptions: BalancerOptions = {
  service: "work",
  leaseMs: 2_000,
  minIdleMs: 30_000,
  scanIntervalMs: 60_000,
  jitter: 0.1,
  batch: 50,
  retriesMax: 3,
  deadLettersMax: 10_000,
};

/** What a balancer can do. Declared, never probed. */
export type StreamBalancerCapability =
  /** Owners are told apart by a rising fence, and a completion under an old one is refused. */
  | "fence"
  /** Ended leases are told by keyspace notifications, besides the scans. */
  | "notifications"
  | "dead-letters"
  | "metrics"
  /** Claims to work on Redis Cluster. */
  | "cluster";

/** The calls that can change something; each of them is acknowledged. */
export type BalancerChange = "add" | "claim" | "complete" | "fail" | "shutdown";

/** What a subject promises about time, and about what it has acknowledged. It is held to exactly this. */
export type StreamBalancerDeclaration = {
  /** What the acknowledgement of a call means. One that is not named was received by the master, and no more. */
  readonly durability?: Readonly<Partial<Record<BalancerChange, Acknowledgement>>>;
  /** Failovers and errors that are over within so many milliseconds stop nobody. */
  readonly ridesOutMs: number;
};
