/** The numbers that the reference runs with. */
export const limits = {
  /** How long a claimer may take to dispatch and complete before another one may try. */
  leaseMs: 10_000,
  /** Stale members that one claim puts right before it leaves the rest to the next. */
  repairsMax: 4,
  /** Schedules that one claim checks against the index. */
  auditsMax: 4,
  /** A schedule is not checked more often than this, so that an idle claim is a handful of look-ups. */
  auditEveryMs: 2_000,
  /**
   * How long the answer to a request is kept for its resends. ioredis gives a command up after 20 attempts to connect,
   * four minutes at the most; an hour covers a process that was stopped in the meantime.
   */
  requestMemoryMs: 3_600_000,
  /** How long a change may take to reach its replicas, each time that it is asked. */
  replicationMs: 1_000,
  /** How often that is asked before the outcome is called unknown. */
  replicationAttemptsMax: 3,
  /** How often a cron definition may be overtaken by its own first instant before it is given up. */
  defineAttemptsMax: 5,
} as const;
