import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { scripts } from "../scripts.ts";
import { beginStory } from "../story.ts";
import { drawKey, drawKind } from "../values/keys.ts";
import { alphabets, drawText } from "../values/texts.ts";
import type { World } from "../world.ts";
import { fillAnew } from "./data.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

const about = [
  "SCRIPT|EXISTS",
  "SCRIPT|FLUSH",
  "SCRIPT|HELP",
  "SCRIPT|KILL",
  "SCRIPT|LOAD",
  "EVALSHA",
  "EVALSHA_RO",
  "EVAL",
] as const;

/** Scripts from a pool, by text and by digest, among commands that prepare what they look at. */
export const scripting: Family = {
  name: "scripting",
  episode(world) {
    const { random } = world;
    const story = beginStory(world);
    const { steps, say } = story;
    world.alphabet = random.pick(alphabets);
    if (random.chance(0.3)) fillAnew(world, story, "a");
    if (random.chance(0.3)) say("a", "HELLO", random.pick(["2", "3"]));
    const length = random.between(5, 40);
    for (let i = 0; i < length; i++) {
      const dice = random.below(100);
      if (dice < 65) say("a", ...drawEval(world));
      else if (dice < 80) say("a", ...drawCommand(world, random.pick(about)));
      else say(random.pick(["a", "b"]), ...drawAnyDataCommand(world));
    }
    return steps;
  },
};

/** EVAL of a script with the keys and arguments that it wants; a few times with others. */
function drawEval(world: World): readonly string[] {
  const { random } = world;
  const script = random.pick(scripts);
  const kind = drawKind(world);
  const keys = Array.from({ length: script.keys }, () => drawKey(world, kind));
  const args = Array.from({ length: script.args }, () => drawText(world));
  if (random.chance(0.04)) keys.pop();
  const numkeys = random.chance(0.03)
    ? random.pick(["-1", "a", "99", "", "1.0", "9223372036854775807"])
    : String(keys.length);
  return [random.chance(0.9) ? "EVAL" : "EVAL_RO", script.text, numkeys, ...keys, ...args];
}
