import type { ClockFile } from "../servers/frozenClock/createClockFile.ts";

/** The clocks of all nodes of a topology: one reference time, and how far each node is ahead of it. */
export type FrozenClocks = {
  /** The reference time, in microseconds since the epoch. */
  readonly nowUs: () => number;
  /** All clocks jump to that time. */
  readonly set: (us: number) => void;
  /** That node's clock is so far ahead (behind, when negative) from now on. */
  readonly skew: (name: string, us: number) => void;
  /** Lets the clocks run `pace` times as fast as the wall clock, until the function that it gives is called. */
  readonly run: (pace: number) => () => void;
};

/** How often running clocks are moved on. */
const stepMs = 2;

/** @param files one for each node, by its name. */
export function frozenClocks(files: ReadonlyMap<string, ClockFile>, startUs: number): FrozenClocks {
  const skews = new Map<string, number>();
  let nowUs = startUs;
  const write = (): void => {
    for (const [name, file] of files) file.set(nowUs + (skews.get(name) ?? 0));
  };
  const set = (us: number): void => {
    nowUs = us;
    write();
  };
  return {
    nowUs: () => nowUs,
    set,
    skew(name, us) {
      if (!files.has(name))
        throw new RangeError(
          `skew: ${name}; one of ${[...files.keys()].join(", ")} would be right`,
        );
      skews.set(name, us);
      write();
    },
    run(pace) {
      const fromUs = nowUs;
      const from = performance.now();
      const timer = setInterval(
        () => set(fromUs + Math.round((performance.now() - from) * 1000 * pace)),
        stepMs,
      );
      return () => clearInterval(timer);
    },
  };
}
