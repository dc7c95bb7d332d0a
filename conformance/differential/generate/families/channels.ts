import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { drawChannel } from "../values/patterns.ts";
import { alphabets } from "../values/texts.ts";
import type { World } from "../world.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";
import { fillAnew } from "./data.ts";

/**
 * One pattern of each of these is all that a client may have, and what ends all subscriptions of a kind is said where there
 * is one of them at most: the order of several is that of a hash table.
 */
const patternsApart = ["ch*", "news:*"] as const;

function drawSubscription(world: World): readonly string[] {
  const { random } = world;
  const channels = Array.from({ length: random.between(1, 3) }, () => drawChannel(world));
  const dice = random.below(100);
  if (dice < 35) return ["SUBSCRIBE", ...channels];
  if (dice < 50) return ["PSUBSCRIBE", random.pick(patternsApart)];
  if (dice < 65) return ["SSUBSCRIBE", ...channels];
  if (dice < 85) return [random.pick(["UNSUBSCRIBE", "SUNSUBSCRIBE"]), ...channels];
  if (dice < 95) return ["PUNSUBSCRIBE", random.pick(patternsApart)];
  return [random.pick(["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"])];
}

const unsubscribing = ["UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"] as const;

const publishing = [
  "PUBLISH",
  "PUBLISH",
  "PUBLISH",
  "SPUBLISH",
  "PUBSUB|CHANNELS",
  "PUBSUB|NUMSUB",
  "PUBSUB|NUMPAT",
  "PUBSUB|SHARDCHANNELS",
  "PUBSUB|SHARDNUMSUB",
  "PUBSUB|HELP",
] as const;

/** Channels, patterns and shard channels, in both protocols. */
export const pubSub: Family = {
  name: "pubSub",
  episode(world) {
    const { random } = world;
    const { steps, say, close } = beginStory(world);
    world.alphabet = "few";
    const subscribers = ["p1", "p2", "p3"] as const;
    for (const client of subscribers)
      if (random.chance(0.3)) say(client, "HELLO", random.pick(["2", "3", "3"]));
    const length = random.between(10, 50);
    for (let i = 0; i < length; i++) {
      const dice = random.below(100);
      const subscriber = random.pick(subscribers);
      if (dice < 40) say(subscriber, ...drawSubscription(world));
      else if (dice < 80) say("a", ...drawCommand(world, random.pick(publishing)));
      else if (dice < 86)
        say(
          subscriber,
          ...random.pick([
            ["PING"],
            ["PING", "x"],
            ["GET", "s1"],
            ["RESET"],
            ["QUIT"],
            ["PUBLISH", "ch1", "self"],
          ]),
        );
      else if (dice < 92)
        for (const argv of [["MULTI"], ["PUBLISH", "ch1", "m"], ["EXEC"]]) say(subscriber, ...argv);
      else if (dice < 95) close(subscriber);
      else say("a", "EVAL", "return redis.call('PUBLISH', ARGV[1], 'from a script')", "0", "ch1");
    }
    for (const client of subscribers) close(client);
    say("p1", "SUBSCRIBE", "ch1");
    for (const name of unsubscribing) say("p1", name);
    return steps;
  },
};

const flags = [
  "KEA",
  "KEA",
  "K$",
  "Eg",
  "KEA",
  "AKE",
  "Kx",
  "Elshzt",
  "KEg$lshzxetdn",
  "",
  "E",
  "KEn",
  "KEm",
] as const;

/** What the keyspace tells those who listen, of every kind of write and of keys that end. */
export const keyspaceNotifications: Family = {
  name: "keyspaceNotifications",
  episode(world) {
    const { random } = world;
    const story = beginStory(world);
    const { steps, say, advance, close } = story;
    world.alphabet = random.pick(alphabets);
    say("a", "CONFIG", "SET", "notify-keyspace-events", random.pick(flags));
    say("a", "CONFIG", "GET", "notify-keyspace-events");
    if (random.chance(0.4)) say("p1", "HELLO", "3");
    say("p1", "PSUBSCRIBE", random.pick(["__key*__:*", "__keyevent@*", "__keyspace@0__:*"]));
    if (random.chance(0.3)) fillAnew(world, story, "a");
    const length = random.between(10, 50);
    for (let i = 0; i < length; i++) {
      if (random.chance(0.08)) advance();
      say(
        random.chance(0.9) ? "a" : "b",
        ...(random.chance(0.15)
          ? drawCommand(
              world,
              random.pick([
                "EXPIRE",
                "PEXPIRE",
                "PERSIST",
                "SETEX",
                "GETEX",
                "RENAME",
                "COPY",
                "MOVE",
              ]),
            )
          : drawAnyDataCommand(world)),
      );
    }
    close("p1");
    say("a", "CONFIG", "SET", "notify-keyspace-events", "");
    return steps;
  },
};
