import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { alphabets } from "../values/texts.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

const duringMulti = [
  ["MULTI"],
  ["WATCH", "s1"],
  ["UNWATCH"],
  ["NOSUCH", "x"],
  ["GET"],
  ["SUBSCRIBE", "ch1"],
  ["HELLO", "2"],
  ["HELLO", "3"],
  ["SELECT", "1"],
  ["SELECT", "0"],
  ["BLPOP", "l1", "0"],
  ["BLPOP", "lnone", "0"],
  ["XREAD", "BLOCK", "0", "STREAMS", "x1", "$"],
  ["EVAL", "return redis.call('INCR', KEYS[1])", "1", "n1"],
  ["EVAL", "return {err='ERR mine'}", "0"],
  ["FLUSHALL"],
  ["SWAPDB", "0", "1"],
  ["PING"],
  ["ECHO", "x"],
  ["CLIENT", "REPLY", "ON"],
  ["PUBLISH", "ch1", "m"],
] as const;

/** MULTI, EXEC, DISCARD and WATCH, while others write to the same keys and time passes. */
export const transactions: Family = {
  name: "transactions",
  episode(world) {
    const { random } = world;
    const { steps, say, advance, close } = beginStory(world);
    world.alphabet = random.pick(alphabets);
    const other = (): void => say(random.pick(["b", "c"]), ...drawAnyDataCommand(world));
    const rounds = random.between(1, 5);
    for (let round = 0; round < rounds; round++) {
      while (random.chance(0.5)) other();
      if (random.chance(0.5)) say("a", ...drawCommand(world, "WATCH"));
      while (random.chance(0.4)) say("a", ...drawAnyDataCommand(world));
      if (random.chance(0.4)) other();
      if (random.chance(0.1)) advance();
      if (random.chance(0.97)) say("a", "MULTI");
      const length = random.between(0, 8);
      for (let i = 0; i < length; i++) {
        if (random.chance(0.2)) other();
        if (random.chance(0.05)) advance();
        say("a", ...(random.chance(0.1) ? random.pick(duringMulti) : drawAnyDataCommand(world)));
      }
      const dice = random.below(100);
      if (dice < 75) say("a", "EXEC");
      else if (dice < 90) say("a", "DISCARD");
      else if (dice < 95) close("a");
      else say("a", "RESET");
      if (random.chance(0.1)) say("a", random.pick(["EXEC", "DISCARD", "UNWATCH"]));
    }
    for (const argv of [["EXEC"], ["UNSUBSCRIBE"], ["SELECT", "0"]]) say("a", ...argv);
    return steps;
  },
};
