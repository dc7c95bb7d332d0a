import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { alphabets } from "../values/texts.ts";
import type { World } from "../world.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";
import { fillAnew } from "./data.ts";

const expiring = [
  "EXPIRE",
  "PEXPIRE",
  "EXPIREAT",
  "PEXPIREAT",
  "PERSIST",
  "TTL",
  "PTTL",
  "EXPIRETIME",
  "PEXPIRETIME",
  "GETEX",
  "SET",
  "SETEX",
  "PSETEX",
  "EXISTS",
  "GET",
] as const;

const generic = [
  "COPY",
  "DEL",
  "EXISTS",
  "KEYS",
  "MOVE",
  "OBJECT|ENCODING",
  "OBJECT|FREQ",
  "OBJECT|REFCOUNT",
  "OBJECT|HELP",
  "PERSIST",
  "RENAME",
  "RENAMENX",
  "SCAN",
  "TOUCH",
  "TYPE",
  "UNLINK",
  "DBSIZE",
  "SWAPDB",
  "SELECT",
  "WAIT",
] as const;

/** Keys of every type as such: their names, their databases, their end. */
export const keys: Family = {
  name: "keys",
  episode(world) {
    const { random } = world;
    const story = beginStory(world);
    world.alphabet = random.pick(alphabets);
    if (random.chance(0.4)) fillAnew(world, story, "a");
    const length = random.between(10, 50);
    for (let i = 0; i < length; i++) {
      const argv = random.chance(0.65)
        ? drawCommand(world, random.pick(generic))
        : drawAnyDataCommand(world);
      story.say(random.chance(0.8) ? "a" : "b", ...argv);
    }
    if (random.chance(0.3)) tellOfTheOnlyKey(world, story.say);
    for (const client of ["a", "b"]) story.say(client, "SELECT", "0");
    return story.steps;
  },
};

/** RANDOMKEY is the server's choice, unless there is none. */
function tellOfTheOnlyKey(
  { random }: World,
  say: (client: string, ...argv: string[]) => void,
): void {
  say("a", "SELECT", "9");
  if (random.chance(0.5)) say("a", "SET", "only", "1");
  say("a", "RANDOMKEY");
  say("a", random.pick(["FLUSHDB", "flushdb"]), ...random.pick([[], ["ASYNC"], ["SYNC"], ["x"]]));
}

/** Keys that end: by every command that says when, with time passing. */
export const expiry: Family = {
  name: "expiry",
  episode(world) {
    const { random } = world;
    const story = beginStory(world);
    world.alphabet = "few";
    if (random.chance(0.4)) fillAnew(world, story, "a");
    const length = random.between(10, 60);
    for (let i = 0; i < length; i++) {
      if (random.chance(0.15)) story.advance();
      const argv = random.chance(0.75)
        ? drawCommand(world, random.pick(expiring))
        : drawAnyDataCommand(world);
      story.say(random.chance(0.8) ? "a" : "b", ...argv);
    }
    return story.steps;
  },
};

/** SORT over lists, sets and sorted sets, by themselves and by what other keys say of their elements. */
export const sorting: Family = {
  name: "sorting",
  episode(world) {
    const { random } = world;
    const { steps, say } = beginStory(world);
    const elements = random.pick([
      ["1", "2", "3", "4", "5"],
      ["10", "9", "-3", "2.5", "1e2"],
      ["a", "b", "c", "B", "A"],
      ["1", "a", "2", "inf", ""],
    ]);
    say("a", "FLUSHDB");
    say("a", "RPUSH", "l1", ...elements, random.pick(elements));
    say("a", "SADD", "t1", ...elements);
    say("a", "SADD", "t2", "3", "1", "2");
    say("a", "ZADD", "z1", ...elements.flatMap((element, at) => [String(at % 3), element]));
    for (const element of elements) {
      if (random.chance(0.8)) say("a", "SET", `w_${element}`, String(random.between(-5, 5)));
      if (random.chance(0.8))
        say("a", "HSET", `wh_${element}`, "f", String(random.below(9)), "g", "x");
    }
    if (random.chance(0.2)) say("a", "SET", `w_${random.pick(elements)}`, "text");
    const length = random.between(5, 25);
    for (let i = 0; i < length; i++) {
      const argv = drawCommand(world, random.pick(["SORT", "SORT", "SORT_RO"]));
      if (!leavesTiesOpen(argv)) say("a", ...argv);
    }
    say("a", "LRANGE", "l2", "0", "-1");
    return steps;
  },
};

/** With ALPHA and BY elements of equal weight have no order; elements of a set have none without sorting. */
const leavesTiesOpen = (argv: readonly string[]): boolean => {
  const words = argv.map((word) => word.toUpperCase());
  const by = words.indexOf("BY");
  return by !== -1 && (words.includes("ALPHA") || !(words[by + 1] ?? "").includes("*"));
};
