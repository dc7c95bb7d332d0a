const clockRound = 2 ** 24;
const clockMax = clockRound - 1;

/** Seconds since a value was used last, by a clock of 24 bits that goes round. */
export function idleSeconds(used: number, clock: number): number {
  return clock >= used ? clock - used : clock + clockMax - used;
}

/** When a value was used last that has been idle for so many seconds, as RESTORE notes it. */
export function usedBefore(seconds: number, clock: number): number {
  const used = seconds <= clock ? clock - seconds : clock - seconds + clockMax;
  return ((used % clockRound) + clockRound) % clockRound;
}
