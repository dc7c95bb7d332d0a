import type { World } from "../world.ts";

const places = [
  ["13.361389", "38.115556"],
  ["15.087269", "37.502669"],
  ["13.583333", "37.316667"],
  ["2.349014", "48.864716"],
  ["-122.27652", "37.805186"],
  ["0", "0"],
  ["179.9", "10.5"],
  ["-179.9", "10.5"],
  ["180", "85.05112878"],
  ["-180", "-85.05112878"],
] as const;

const impossible = [
  ["180.1", "0"],
  ["0", "85.06"],
  ["-181", "-86"],
  ["nan", "1"],
  ["a", "1"],
  ["inf", "1"],
] as const;

/** A longitude and the latitude that goes with it. */
export function drawPlace({ random }: World): readonly [string, string] {
  if (random.chance(0.02)) return random.pick(impossible);
  if (random.chance(0.7)) return random.pick(places);
  const longitude = (random.float() * 360 - 180).toFixed(random.between(0, 9));
  return [longitude, (random.float() * 170 - 85).toFixed(random.between(0, 9))];
}

export function drawDistance({ random }: World): string {
  if (random.chance(0.03)) return random.pick(["-1", "nan", "inf", "1e400", "x"]);
  return random.pick([
    "0",
    "1",
    "100",
    "200.5",
    "500",
    "1000",
    "5000",
    "20000",
    "100000",
    "1e7",
    "0.001",
  ]);
}
