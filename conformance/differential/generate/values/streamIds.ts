import type { World } from "../world.ts";

/** An id for a new entry: nearly always greater than all before it. Some keys have the clock's ids, others explicit ones. */
export function drawNewId(world: World, key: string): string {
  const { random } = world;
  if (random.chance(key.endsWith("1") ? 0.95 : 0.01)) return "*";
  const dice = random.below(90) + 10;
  if (dice < 12) return random.pick(["0-0", "0-1", "1", "1-1", "-", "+", "$", "1-1-1", "a-1", ""]);
  if (dice < 30) return `${world.streamMs}-*`;
  world.streamMs += random.below(3);
  if (dice < 40) return String(++world.streamMs);
  return dice < 70
    ? `${++world.streamMs}-${random.below(3)}`
    : `${world.streamMs}-${random.between(1, 9)}`;
}

/** An id that may well be in the stream, or just be beside one that is. */
export function drawId(world: World): string {
  const { random } = world;
  const dice = random.below(100);
  if (dice < 5) return "0";
  if (dice < 7) return String(world.nowMs);
  if (dice < 9) return "18446744073709551615-18446744073709551615";
  const ms = Math.max(0, world.streamMs - random.below(12));
  return dice < 40 ? String(ms) : `${ms}-${random.below(5)}`;
}

/** An end of a range of ids. */
export function drawIdEnd(world: World, end: "start" | "end"): string {
  const { random } = world;
  const dice = random.below(100);
  if (dice < 45) return end === "start" ? "-" : "+";
  if (dice < 60) return `(${drawId(world)}`;
  if (dice < 63)
    return random.pick([
      "(",
      "(-",
      "(+",
      "-",
      "+",
      "(18446744073709551615-18446744073709551615",
      "(0",
    ]);
  return drawId(world);
}

export function drawGroup({ random }: World): string {
  return random.chance(0.9) ? "g1" : random.pick(["g2", "g3", ""]);
}

export function drawConsumer({ random }: World): string {
  return random.pick(["c1", "c1", "c2", "c3", "\xff"]);
}
