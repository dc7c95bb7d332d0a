import type { World } from "../world.ts";

const wholeLimits = [
  "127",
  "128",
  "255",
  "256",
  "32767",
  "-32768",
  "65536",
  "2147483647",
  "-2147483648",
  "2147483648",
  "4294967295",
  "4294967296",
  "9007199254740993",
  "9223372036854775806",
  "9223372036854775807",
  "-9223372036854775807",
  "-9223372036854775808",
] as const;

const brokenNumbers = [
  "",
  " ",
  "a",
  "1a",
  "+1",
  "01",
  "-0",
  " 1",
  "1 ",
  "1.0",
  "1e2",
  "0x10",
  "--1",
  "9223372036854775808",
  "-9223372036854775809",
  "18446744073709551615",
  "18446744073709551616",
  "99999999999999999999999",
  "1\0",
] as const;

const edgeDoubles = [
  "0",
  "-0",
  "0.0",
  "-0.0",
  "1.5",
  "-1.5",
  "3.14",
  "0.1",
  "0.30000000000000004",
  "1e3",
  "1E-7",
  "-1.5e-7",
  "1e17",
  "1e21",
  "1e22",
  "123456789.12345679",
  "12345678901234567",
  "9007199254740993",
  "9223372036854775807",
  "-9223372036854775808",
  "18446744073709551616",
  "1.7976931348623157e308",
  "-1.7976931348623157e308",
  "2.2250738585072014e-308",
  "5e-324",
  "0.1234567890123456789",
  "1.",
  ".5",
  "+2",
  "0x10",
  "0x1p-3",
] as const;

const infiniteDoubles = ["inf", "+inf", "-inf", "Infinity", "-INFINITY"] as const;

const brokenDoubles = [
  "",
  " 1",
  "1 ",
  "a",
  "1a",
  "nan",
  "-nan",
  "1e400",
  "1e-400",
  "(1",
  "1,5",
  "1\0",
  "0x",
] as const;

/** A whole number as a value: mostly small, sometimes at a limit. */
export function drawWhole({ random }: World): string {
  if (random.chance(0.8)) return String(random.between(-5, 20));
  return random.chance(0.5) ? random.pick(wholeLimits) : String(random.between(-70_000, 70_000));
}

/** A position: of an element, a byte, a rank; from either end, now and then beyond it. */
export function drawIndex({ random }: World): string {
  if (random.chance(0.93)) return String(random.between(-7, 9));
  return random.chance(0.5) ? random.pick(wholeLimits) : String(random.between(-200, 200));
}

/** How many: zero now and then, negative rarely. */
export function drawCount({ random }: World): string {
  if (random.chance(0.9)) return String(random.between(1, 6));
  if (random.chance(0.5)) return "0";
  return random.chance(0.5) ? String(random.between(-3, 200)) : random.pick(wholeLimits);
}

/** A score, an increment of one: every way of writing a double that C reads. */
export function drawDouble({ random }: World): string {
  const dice = random.below(100);
  if (dice < 60) return String(random.between(-3, 10));
  if (dice < 72) return (random.between(-1000, 1000) / 8).toString();
  if (dice < 80) return String((random.float() - 0.5) * 10 ** random.between(-9, 18));
  return random.pick(dice < 97 ? edgeDoubles : infiniteDoubles);
}

/** A double that is finite and not huge, for sums that shall stay sums. */
export function drawModestDouble({ random }: World): string {
  return random.pick(["0", "1", "-1", "0.5", "2.25", "-3.75", "10", "0.1", "3.0e2", "1e-3"]);
}

export function drawBrokenNumber({ random }: World): string {
  return random.chance(0.6) ? random.pick(brokenNumbers) : random.pick(brokenDoubles);
}
