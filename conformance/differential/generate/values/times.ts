import type { World } from "../world.ts";

const hugeTimes = [
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775",
  "9223372036854776",
  "4611686018427387904",
] as const;

/** Seconds from now: long enough to matter, short enough to pass. */
export function drawSeconds({ random }: World): string {
  if (random.chance(0.92)) return String(random.pick([1, 1, 2, 5, 10, 60, 100, 1000, 86_400]));
  return random.chance(0.7) ? String(random.pick([0, -1, -100])) : random.pick(hugeTimes);
}

export function drawMilliseconds({ random }: World): string {
  if (random.chance(0.92))
    return String(random.pick([1, 2, 10, 100, 500, 999, 1000, 1001, 60_000, 10_000_000]));
  return random.chance(0.7) ? String(random.pick([0, -1, -1000])) : random.pick(hugeTimes);
}

export function drawUnixSeconds(world: World): string {
  const { random, nowMs } = world;
  if (random.chance(0.08)) return random.pick([...hugeTimes, "0", "-1", "1"]);
  return String(Math.floor(nowMs / 1000) + random.pick([-10, -1, 0, 1, 2, 10, 100, 100_000]));
}

export function drawUnixMilliseconds(world: World): string {
  const { random, nowMs } = world;
  if (random.chance(0.08)) return random.pick([...hugeTimes, "0", "-1", "1"]);
  return String(nowMs + random.pick([-1000, -1, 0, 1, 2, 500, 1000, 10_000, 10_000_000]));
}

/** How far the clock moves on: a millisecond to days. */
export function drawAdvanceMs({ random }: World): number {
  return random.pick([1, 1, 2, 10, 100, 499, 1000, 1001, 5000, 60_000, 3_600_000, 172_800_000]);
}

/** Seconds that a client waits, each of another length. */
export function drawTimeout(world: World): string {
  world.waits += 1;
  const base = world.random.pick([0.1, 0.2, 0.5, 1, 2, 5]);
  return (base + (world.waits % 97) / 1000).toFixed(3);
}

export function drawTimeoutMs(world: World): string {
  return String(Math.round(Number(drawTimeout(world)) * 1000));
}
