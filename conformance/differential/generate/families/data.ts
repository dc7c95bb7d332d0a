import type { Step } from "../../step.ts";
import type { Family } from "../family.ts";
import { beginStory, type Story } from "../story.ts";
import { stringAmongLex } from "../values/keys.ts";
import { alphabets } from "../values/texts.ts";
import type { World } from "../world.ts";
import { dataFamilies, drawDataCommand, type DataFamily } from "./dataCommands.ts";

/** A family of commands of one type of data, on few keys, mostly by one client. */
export const families: readonly Family[] = dataFamilies.map((family) => ({
  name: family.name,
  episode: (world) => dataEpisode(world, family),
}));

function dataEpisode(world: World, family: DataFamily): Step[] {
  const { random } = world;
  const story = beginStory(world);
  world.alphabet = random.pick(alphabets);
  if (random.chance(0.2)) fillAnew(world, story, "a");
  if (random.chance(0.3)) story.say("a", "HELLO", random.pick(["2", "3"]));
  const length = random.between(10, 60);
  for (let i = 0; i < length; i++) {
    if (random.chance(0.02)) story.advance();
    story.say(random.chance(0.9) ? "a" : "b", ...drawDataCommand(world, family));
  }
  return story.steps;
}

/** Empties the keyspace and puts something of every type into it, so that there are keys of the wrong one. */
export function fillAnew({ random }: World, { say }: Story, client: string): void {
  say(client, random.pick(["FLUSHALL", "FLUSHDB"]));
  for (const argv of fillings) if (random.chance(0.8)) say(client, ...argv);
}

const fillings: readonly (readonly string[])[] = [
  ["MSET", "s1", "text", "s2", "10", "n1", "5", "n2", "1.5", stringAmongLex, "v"],
  ["SETBIT", "b1", "7", "1"],
  ["HSET", "h1", "a", "1", "b", "x"],
  ["RPUSH", "l1", "a", "b", "c"],
  ["SADD", "t1", "1", "2", "3"],
  ["SADD", "t2", "a", "b"],
  ["ZADD", "z1", "1", "a", "2", "b"],
  ["ZADD", "y1", "0", "a", "0", "b", "0", "c", "0", "d"],
  ["GEOADD", "g1", "13.361389", "38.115556", "a"],
  ["PFADD", "p1", "a", "b"],
  ...["x1", "x2", "x3", "x4"].map((key) => ["XGROUP", "CREATE", key, "g1", "0", "MKSTREAM"]),
];
