/** Where a command writes. Only `cli.ts` knows the real streams. */
export type Terminal = {
  /** Results: what a pipe should receive. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** Replaces the one line of progress; null removes it. Does nothing unless a person is watching. */
  readonly progress: (line: string | null) => void;
  /** True once the person asked to stop. */
  readonly stopped: () => boolean;
  /** For a command that runs until it is told to end: called once, at Ctrl-C or SIGTERM. */
  readonly onStop: (stop: () => void) => void;
};
