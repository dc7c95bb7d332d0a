/** Where a scheduler keeps its data. Names that end in ":" are prefixes. */
export type SchedulerKeys = {
  /** Sorted set, derived: every active schedule with a next occurrence, by when it can be claimed. */
  readonly due: string;
  /** Sorted set: the names of all schedules, by when their place in the index was last checked. */
  readonly names: string;
  /** Counter behind the claims' tokens. */
  readonly fence: string;
  /** Version of this layout, written by a migration. */
  readonly layout: string;
  /** Prefix: the answer to a request that was carried out, so that a resend is answered and not repeated. */
  readonly request: string;
  /** Prefix: the canonical hash of a schedule. */
  readonly schedule: string;
  /** Set: the names of the schedules of the unindexed layout. */
  readonly legacyNames: string;
  /** Prefix: a schedule's hash in the unindexed layout. */
  readonly legacySchedule: string;
};

/**
 * The keys of the reference. All carry one hash tag: a script may only touch keys of one slot, and a scheduler whose
 * operations span slots has no atomic operations on Redis Cluster at all.
 */
export const schedulerKeys: SchedulerKeys = {
  due: "{scheduler}:due",
  names: "{scheduler}:names",
  fence: "{scheduler}:fence",
  layout: "{scheduler}:layout",
  request: "{scheduler}:request:",
  schedule: "{scheduler}:schedule:",
  legacyNames: "{scheduler}:legacy:index",
  legacySchedule: "{scheduler}:legacy:schedule:",
};
