import type { World } from "../world.ts";

/**
 * Which texts are common: a few letters that collide, whole numbers (intsets), anything, long ones (beyond the 64 bytes of
 * a listpack) or one of many hundreds (beyond its number of entries).
 */
export type Alphabet = "few" | "numbers" | "any" | "long" | "many";

export const alphabets: readonly Alphabet[] = ["few", "few", "numbers", "any", "long", "many"];

const letters = ["a", "b", "c", "d", "e", "f"] as const;

const oddTexts = [
  "",
  " ",
  "0",
  "-1",
  "007",
  "+1",
  " 1",
  "1 ",
  "3.0e3",
  "1.5",
  "-0",
  "nan",
  "inf",
  "a b",
  "a\0b",
  "\xff\xfe\x80",
  "\r\n",
  "$-1\r\n",
  "x*y?[z]",
  "\xe4\x80",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808",
  "18446744073709551616",
  "32767",
  "32768",
  "2147483648",
  "12345678901234567890123456789",
] as const;

/** Lengths at which encodings change: embstr 44, listpack values 64, HLL and list node sizes; and a huge one. */
const lengths = [11, 44, 45, 63, 64, 65, 100, 127, 128, 300, 4096] as const;

/** A value, an element, a member, a field, a channel: whatever is a text. */
export function drawText(world: World): string {
  const { random } = world;
  const dice = random.below(100);
  if (dice < 82) return fromAlphabet(world, world.alphabet);
  if (dice < 91) return random.pick(letters);
  if (dice < 98) return random.pick(oddTexts);
  return random.pick(letters).repeat(random.pick(lengths) + (random.chance(0.02) ? 20_000 : 0));
}

function fromAlphabet(world: World, alphabet: Alphabet): string {
  const { random } = world;
  switch (alphabet) {
    case "few":
      return random.pick(letters);
    case "numbers":
      return String(random.chance(0.9) ? random.between(-3, 20) : random.between(-70_000, 70_000));
    case "any":
      return random.pick(oddTexts);
    case "long":
      return random.pick(letters).repeat(random.pick(lengths));
    case "many":
      return `m${random.below(700)}`;
  }
}

/** A field whose values are numbers most of the time, so that HINCRBY has something to count. */
export function drawCounterField({ random }: World): string {
  return random.pick(["n1", "n2", "n3"]);
}

export function drawMessage(world: World): string {
  return world.random.chance(0.8) ? world.random.pick(["hello", "1", "m"]) : drawText(world);
}
