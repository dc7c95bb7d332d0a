/** The machine's wall clock in whole microseconds, as a server on the same machine reads it. */
export type PreciseClock = {
  readonly nowUs: () => number;
  /** How far it may be from the machine's clock by now: what was seen at its start, and since. */
  readonly errorUs: () => number;
};

/** How often the clock is watched turning a millisecond; each time costs up to one. */
const flips = 5;

/**
 * Node tells the wall clock in milliseconds only, so it is watched turning one, several times, beside a clock that is
 * finer. It is never seen before it turns, so the earliest sight is the truest.
 */
export function preciseClock(
  wallMs: () => number = Date.now,
  fineMs: () => number = () => performance.now(),
): PreciseClock {
  const offsets = Array.from({ length: flips }, () => {
    const before = wallMs();
    let after = before;
    let fine = fineMs();
    while (after === before) {
      after = wallMs();
      fine = fineMs();
    }
    return (after - fine) * 1000;
  }).toSorted((a, b) => b - a);
  const [offsetUs = 0, second = offsetUs] = offsets;
  let driftUs = 0;

  return {
    nowUs: () => Math.round(fineMs() * 1000 + offsetUs),
    errorUs() {
      const from = wallMs();
      const ownUs = fineMs() * 1000 + offsetUs;
      const to = wallMs() + 1;
      // Where we had to wait in between, nothing can be seen.
      if (to - from <= 2) driftUs = Math.max(driftUs, from * 1000 - ownUs, ownUs - to * 1000);
      return Math.ceil(Math.max(offsetUs - second, driftUs));
    },
  };
}
