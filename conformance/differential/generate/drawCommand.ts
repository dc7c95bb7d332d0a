import { textsOf } from "./line.ts";
import { isBareHex } from "./isBareHex.ts";
import { isTooMuch } from "./isTooMuch.ts";
import { changeCase, makeMistake } from "./mistakes.ts";
import { showsLastDigits } from "./showsLastDigits.ts";
import type { Kind } from "./values/keys.ts";
import { writeCommand } from "./writeCommand.ts";
import { isLeftToChance } from "./writers.ts";
import type { World } from "./world.ts";

/** The share of commands that get a mistake. */
const mistakeChance = 0.22;
/** How often a command that cannot be compared is drawn again before another one is taken. */
const redrawsMax = 20;

/**
 * One command by its name ("XGROUP|CREATE"), right three times of four.
 *
 * @throws when this version has no such command.
 */
export function drawCommand(world: World, name: string, kind?: Kind): readonly string[] {
  const { random } = world;
  const command = world.grammar.get(name);
  if (command === undefined)
    throw new Error(`drawCommand: ${name}; a command of ${world.version} would be right`);
  for (let redraws = 0; redraws < redrawsMax; redraws++) {
    const line = writeCommand(world, command, kind);
    if (random.chance(mistakeChance) && !isLeftToChance(line.words)) makeMistake(world, line);
    if (random.chance(0.05)) changeCase(world, line);
    const argv = textsOf(line.words);
    if (!isTooMuch(argv) && !showsLastDigits(argv) && !isBareHex(argv)) return argv;
  }
  return ["PING"];
}
