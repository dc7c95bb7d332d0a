/** The numbers that the reference runs with, besides its options. */
export const limits = {
  /** How long a read waits for new entries. A shutdown waits for it, so that no entry goes to a reader that has left. */
  blockMs: 2_000,
  /** Entries that one read takes: few, so that all consumers get some. */
  readMax: 10,
  /** Leases that one script renews, entries that one script takes or releases. */
  scriptEntriesMax: 200,
  /** Without an answer for so long, a connection is given up and opened again. */
  answerMs: 5_000,
  /** Between attempts after an error: at first, and at most. */
  retryMs: { min: 100, max: 5_000 },
  /** A lease is over this much of its time earlier by the owner's clock, because no two clocks run alike. */
  driftPart: 0.01,
  /** A consumer with which nothing is pending is taken for dead when it has not read for so long: longer than any read waits. */
  consumerIdleMs: 10_000,
  /** Subscriptions are set up again at most so often when something is wrong. */
  topologyCheckMs: 5_000,
  /**
   * How long the answer to a request is kept for its resends. ioredis gives a command up after 20 attempts to connect,
   * four minutes at the most; an hour covers a process that was stopped in the meantime.
   */
  memoryMs: 3_600_000,
  /** Failovers and errors that are over within this time stop no consumer; it is a promise, and nothing is counted by it. */
  ridesOutMs: 30_000,
  /** How often a shutdown tries to release what it has. */
  releaseAttemptsMax: 5,
  /** How long a change may take to reach its replicas, each time that it is asked, and how often that is. */
  replication: { waitMs: 1_000, attemptsMax: 3 },
  /** Calls whose outcome is not known, and that can be asked for again. */
  doubtsMax: 1_000,
} as const;
