/**
 * The machine's wall clock in whole microseconds since the epoch, as `RedisNode` wants it.
 *
 * `Date.now` has milliseconds only; what it lacks comes from the monotonic clock. Where the two have parted by more than
 * `driftMsMax` (somebody set the clock, the machine slept), the monotonic one starts again from `Date.now`.
 */
export function wallClock(): () => number {
  let originMs = performance.timeOrigin;
  return () => {
    const nowMs = originMs + performance.now();
    const wallMs = Date.now();
    if (Math.abs(nowMs - wallMs) <= driftMsMax) return Math.floor(nowMs * 1000);
    originMs += wallMs - nowMs;
    return wallMs * 1000;
  };
}

const driftMsMax = 50;
