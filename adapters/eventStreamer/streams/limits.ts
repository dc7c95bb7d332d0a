/** The numbers that the reference over Redis Streams runs with. */
export const limits = {
  /** Events of a topic that are kept. */
  eventsMax: 100,
  /**
   * How long Redis lets a read wait before it says that there is nothing. A connection that is half open shows in this
   * time and `answerMs` more, and what a failover took back is looked at again.
   */
  blockMs: 10_000,
  /** Without an answer for so long, besides what a read waits, a connection is given up and opened again. */
  answerMs: 5_000,
  /** Between attempts after an error: at first, and at most. */
  retryMs: { min: 100, max: 2_000 },
  /** What it takes to open a connection, to look, and to be told, on a slow network. */
  wakeMsMax: 1_000,
} as const;
