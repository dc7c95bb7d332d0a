import type { World } from "../world.ts";
import { drawDouble } from "./numbers.ts";

const lexEnds = [
  "[a",
  "(a",
  "[b",
  "(b",
  "[c",
  "(d",
  "[f",
  "[",
  "(",
  "[m3",
  "(m5",
  "[\xff",
] as const;

export function drawScoreEnd(world: World, end: "min" | "max"): string {
  const { random } = world;
  const dice = random.below(100);
  if (dice < 35) return end === "min" ? "-inf" : "+inf";
  if (dice < 38) return random.pick(["(", "(inf", "(-inf", "a", "(a", "nan", "((1", ""]);
  return dice < 55 ? `(${drawDouble(world)}` : drawDouble(world);
}

export function drawLexEnd({ random }: World, end: "min" | "max"): string {
  const dice = random.below(100);
  if (dice < 40) return end === "min" ? "-" : "+";
  if (dice < 43) return random.pick(["a", "", "--", "+a", "-", "+", "\xff"]);
  return random.pick(lexEnds);
}
