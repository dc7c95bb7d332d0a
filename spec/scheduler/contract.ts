import type { Acknowledgement } from "../durability.ts";

/** Milliseconds since the Unix epoch by the reference clock, unless a name says otherwise. */
export type Millis = number;
/** The name of a schedule, given by its owner. */
export type ScheduleId = string;

/**
 * When a schedule runs. Exactly one of `everyMs` and `cron` is given.
 *
 * An interval's first occurrence is due `everyMs` after its definition, or at `fromMs` if that is later. A cron
 * schedule's first occurrence is the first matching instant after its definition that is not before `fromMs`.
 */
export type ScheduleConfig = {
  readonly id: ScheduleId;
  readonly everyMs?: number;
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron?: string;
  /** IANA name; "UTC" when absent. Only read with `cron`. */
  readonly timezone?: string;
  /** No occurrence is due before this instant. */
  readonly fromMs?: Millis;
  /** No occurrence is due after this instant. */
  readonly toMs?: Millis;
  /** How many occurrences may run in all, triggered ones included. At least 1. */
  readonly limit?: number;
};

/** Whether a schedule's occurrences can be claimed. */
export type ScheduleStatus = "active" | "paused";

/** A schedule as its owner sees it. `nextRunAtMs` is null when no further occurrence is due. */
export type ScheduleView = ScheduleConfig & {
  readonly status: ScheduleStatus;
  readonly nextRunAtMs: Millis | null;
  /** Occurrences claimed (each counted once, however often it is claimed again) plus triggered runs. */
  readonly runCount: number;
};

/** The right to run one occurrence, until the lease ends. */
export type Claim = {
  readonly id: ScheduleId;
  /** The occurrence: the canonical `nextRunAtMs` that was claimed. */
  readonly dueAtMs: Millis;
  /** Proof of this claim for `complete`; null when the subject has no such proof. */
  readonly token: string | null;
};

/**
 * What a scheduler must offer to be judged. One adapter is one worker's handle; all of them share one Redis.
 *
 * A call rejects when the operation failed or its outcome is unknown; the harness tells the two apart by the
 * error: a reply error of Redis or of the subject is a failure, a lost connection is unknown.
 */
export type SchedulerAdapter = {
  /** Creates a schedule or replaces the definition of an existing one; keeps `runCount` and a pause. */
  define(config: ScheduleConfig): Promise<void>;
  /** Moves the next occurrence of an existing schedule. Without such a schedule nothing changes. */
  update(id: ScheduleId, change: { readonly nextRunAtMs: Millis }): Promise<void>;
  pause(id: ScheduleId): Promise<void>;
  resume(id: ScheduleId): Promise<void>;
  /** Counts one extra run now, outside the timetable. False when there is no such schedule or its limit is reached. */
  trigger(id: ScheduleId): Promise<boolean>;
  delete(id: ScheduleId): Promise<void>;
  get(id: ScheduleId): Promise<ScheduleView | null>;
  list(): Promise<readonly ScheduleView[]>;
  /** Claims one due occurrence, the longest overdue first. Null when nothing is due. */
  claim(): Promise<Claim | null>;
  /** Ends a claim after its occurrence was dispatched. False, and no change, when the claim is no longer the latest. */
  complete(claim: Claim): Promise<boolean>;
  /** Takes over schedules of the unindexed layout. Returns how many. Rejects, without change, when it cannot. */
  migrate(): Promise<number>;
  close(): Promise<void>;
};

/** What a scheduler can do. Declared, never probed: a subject that lost a capability must fail, not skip. */
export type SchedulerCapability =
  | "cron"
  | "from-to"
  | "limit"
  | "update"
  | "pause"
  | "trigger"
  /** Claims expire, and an occurrence whose claimer died is claimed again. */
  | "lease"
  /** `complete` is guarded by the claim's token. */
  | "token"
  /** There is a sorted set beside the canonical hashes. */
  | "index"
  | "migrate"
  /** Claims to work on Redis Cluster, so that the keys of one operation must share a slot. */
  | "cluster";

/** The calls that can change something; each of them is acknowledged. */
export type ChangingCall =
  | "define"
  | "update"
  | "pause"
  | "resume"
  | "trigger"
  | "delete"
  | "claim"
  | "complete"
  | "migrate";

/** What a subject promises about time, and about what it has acknowledged. It is held to exactly this. */
export type SchedulerDeclaration = {
  /** What the acknowledgement of a call means. One that is not named was received by the master, and no more. */
  readonly durability?: Readonly<Partial<Record<ChangingCall, Acknowledgement>>>;
  /** What happens to occurrences that were missed: one run for all of them, or one run each. */
  readonly misfire: "coalesce" | "catch-up";
  /** How long a claim lasts. Null when claims are for ever. */
  readonly leaseMs: number | null;
  /** The longest time between an occurrence becoming claimable and a healthy idle worker claiming it. */
  readonly latenessMsMax: (world: {
    readonly pollMs: number;
    readonly schedules: number;
  }) => number;
};
