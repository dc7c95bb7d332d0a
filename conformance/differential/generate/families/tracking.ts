import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { alphabets } from "../values/texts.ts";
import type { World } from "../world.ts";
import { fillAnew } from "./data.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

/** Client-side caching: what is told to whom when keys change. */
export const tracking: Family = {
  name: "tracking",
  episode(world) {
    const { random } = world;
    const story = beginStory(world);
    const { steps, say, advance, close } = story;
    world.alphabet = random.pick(alphabets);
    if (random.chance(0.3)) fillAnew(world, story, "a");
    for (const client of cachers)
      if (random.chance(0.6)) say(client, "HELLO", random.pick(["2", "3", "3"]));
    const length = random.between(5, 40);
    for (let i = 0; i < length; i++) {
      const client = random.pick(cachers);
      const dice = random.below(100);
      if (dice < 25) say(client, ...drawSetting(world));
      else if (dice < 60) say(client, ...drawUse(world));
      else if (dice < 75) say(random.pick(["a", "writer"]), ...drawAnyDataCommand(world));
      else if (dice < 85) say("writer", ...drawUse(world));
      else if (dice < 90) advance();
      else if (dice < 92) say("listener", ...random.pick(listening));
      else if (dice < 94) close(random.pick([...cachers, "listener"]));
      else {
        if (random.chance(0.3)) say(client, "CLIENT", "CACHING", random.pick(["YES", "NO"]));
        say(client, "MULTI");
        for (let left = random.between(1, 4); left > 0; left--) say(client, ...drawUse(world));
        say(client, "EXEC");
      }
    }
    for (const client of [...cachers, "listener"]) close(client);
    return steps;
  },
};

const cachers = ["a", "b"] as const;

const listening = [
  ["HELLO", "3"],
  ["SUBSCRIBE", "__redis__:invalidate"],
  ["SUBSCRIBE", "other"],
  ["UNSUBSCRIBE", "__redis__:invalidate"],
  ["CLIENT", "ID"],
] as const;

function drawSetting({ random }: World): readonly string[] {
  const dice = random.below(100);
  if (dice < 15) return ["HELLO", random.pick(["2", "3", "3"])];
  if (dice < 25) return ["CLIENT", "CACHING", random.pick(["YES", "YES", "NO", "x"])];
  if (dice < 35) return ["CLIENT", random.pick(["TRACKINGINFO", "TRACKINGINFO", "GETREDIR"])];
  if (dice < 45) return ["CLIENT", "TRACKING", random.pick(["OFF", "OFF", "off", "x"])];
  if (dice < 48) return ["RESET"];
  const options = Array.from({ length: random.below(3) }, () =>
    random.pick([
      ["BCAST"],
      ["BCAST"],
      ["BCAST", "PREFIX", "s", "PREFIX", "h"],
      ["PREFIX", random.pick(["s", "s1", "n", "h", ""])],
      ["OPTIN"],
      ["OPTOUT"],
      ["NOLOOP"],
      ["REDIRECT", random.chance(0.9) ? String(random.between(8, 40)) : random.pick(["a", "0"])],
    ]),
  );
  return ["CLIENT", "TRACKING", random.pick(["ON", "ON", "on"]), ...options.flat()];
}

function drawUse({ random }: World): readonly string[] {
  const key = (): string => random.pick(["s1", "s2", "n1", "n2"]);
  return random.pick([
    () => ["GET", key()],
    () => ["GET", key()],
    () => ["MGET", key(), key(), "h1"],
    () => ["HGETALL", "h1"],
    () => ["SET", key(), "5"],
    () => ["SET", key(), "5", "PX", String(random.between(1, 3000))],
    () => ["INCR", key()],
    () => ["DEL", key(), key()],
    () => ["UNLINK", key()],
    () => ["HSET", "h1", "a", "2"],
    () => ["RENAME", key(), key()],
    () => ["MSET", key(), "1", key(), "2"],
    () => ["EVAL", "return redis.call('GET', KEYS[1])", "1", key()],
    () => ["EVAL", "redis.call('GET', KEYS[1]) return redis.call('INCR', KEYS[1])", "1", key()],
    () => ["EVAL_RO", "return redis.call('MGET', unpack(KEYS))", "2", key(), key()],
    () => ["GETDEL", key()],
    () => ["EXPIRE", key(), random.pick(["1", "-1"])],
    () => ["FLUSHALL"],
    () => ["SWAPDB", "0", "1"],
  ])();
}
