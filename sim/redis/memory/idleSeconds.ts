const clockMax = 2 ** 24 - 1;

/** Seconds since a value was used last, by a clock of 24 bits that goes round. */
export function idleSeconds(used: number, clock: number): number {
  return clock >= used ? clock - used : clock + clockMax - used;
}
