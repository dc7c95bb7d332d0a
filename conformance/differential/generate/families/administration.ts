import { leftOut } from "../leftOut.ts";
import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory, type Story } from "../story.ts";
import { drawKey, drawKind, type Kind } from "../values/keys.ts";
import { alphabets } from "../values/texts.ts";
import type { World } from "../world.ts";
import { fillAnew } from "./data.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

type Drawing = (world: World) => readonly string[];

/** A family whose commands come from a list, among commands that give them something to tell of. */
function amongData(
  name: string,
  drawings: readonly Drawing[],
  ending: (story: Story) => void = () => {},
): Family {
  return {
    name,
    episode(world) {
      const { random } = world;
      const story = beginStory(world);
      world.alphabet = random.pick(alphabets);
      if (random.chance(0.4)) fillAnew(world, story, "a");
      const length = random.between(5, 40);
      for (let i = 0; i < length; i++) {
        const argv = random.chance(0.6) ? random.pick(drawings)(world) : drawAnyDataCommand(world);
        story.say(random.chance(0.8) ? "a" : "b", ...argv);
      }
      ending(story);
      return story.steps;
    },
  };
}

const command =
  (name: string): Drawing =>
  (world) =>
    drawCommand(world, name);

const words =
  (...choices: readonly string[]): Drawing =>
  ({ random }) =>
    random.pick(choices).split(" ");

/** Without a cluster nearly all of them are refused, whatever they say. */
const aboutClusters: Drawing = (world) => {
  const names = [...world.grammar.keys()].filter(
    (name) => name.startsWith("CLUSTER|") && !leftOut.has(name),
  );
  return drawCommand(world, world.random.pick(names));
};

/** What the server says of its commands and of its settings. */
export const introspection: Family = amongData("introspection", [
  command("COMMAND|GETKEYS"),
  command("COMMAND|GETKEYS"),
  command("COMMAND|GETKEYSANDFLAGS"),
  aboutClusters,
  words(
    "COMMAND INFO GET",
    "COMMAND INFO get set nosuch",
    "COMMAND INFO xgroup|create",
    "COMMAND COUNT",
    "COMMAND COUNT x",
    "COMMAND HELP",
    "COMMAND DOCS GET",
    "COMMAND DOCS zadd nosuch",
    "COMMAND DOCS nosuch",
    "COMMAND DOCS xgroup|create",
    "COMMAND LIST FILTERBY ACLCAT nosuch",
    "COMMAND LIST FILTERBY ACLCAT geo",
    "COMMAND LIST FILTERBY PATTERN x*",
    "COMMAND LIST FILTERBY MODULE x",
    "COMMAND LIST FILTERBY",
    "COMMAND LIST x",
    "COMMAND NOSUCH",
  ),
  words(
    "CONFIG GET maxmemory",
    "CONFIG GET *max-listpack*",
    "CONFIG GET hash-max-listpack-entries set-max-intset-entries",
    "CONFIG GET nosuch",
    "CONFIG GET",
    "CONFIG SET hash-max-listpack-entries 4",
    "CONFIG SET hash-max-listpack-entries 128",
    "CONFIG SET hash-max-listpack-entries x",
    "CONFIG SET nosuch 1",
    "CONFIG SET maxmemory",
    "CONFIG SET maxmemory 0",
    "CONFIG SET maxmemory x",
    "CONFIG SET maxmemory-policy noeviction",
    "CONFIG SET maxmemory-policy nosuch",
    "CONFIG SET timeout 0 timeout 1",
    "CONFIG SET lua-time-limit 5000 slowlog-max-len 128",
    "CONFIG SET lua-time-limit 5000 nosuch 1",
    "CONFIG SET databases 5",
    "CONFIG SET notify-keyspace-events KEAz",
    "CONFIG RESETSTAT",
    "CONFIG REWRITE",
    "CONFIG HELP",
    "CONFIG NOSUCH",
    "CONFIG",
  ),
  words(
    "SLOWLOG LEN",
    "SLOWLOG RESET",
    "SLOWLOG HELP",
    "SLOWLOG GET -2",
    "SLOWLOG GET x",
    "SLOWLOG NOSUCH",
    "LATENCY LATEST",
    "LATENCY RESET",
    "LATENCY RESET command",
    "LATENCY HISTORY command",
    "LATENCY HELP",
    "LATENCY HISTORY",
    "LATENCY NOSUCH",
    "MODULE LIST",
    "MODULE HELP",
    "ROLE",
    "CLUSTER INFO",
    "CLUSTER HELP",
    "CLUSTER KEYSLOT a",
    "CLUSTER NOSUCH",
    "LASTSAVE x",
    "ASKING",
    "OBJECT HELP",
    "OBJECT NOSUCH k",
    "INFO nosuch",
    "DBSIZE x",
    "PFSELFTEST x",
    "WAIT 0 0",
    "WAIT a 0",
  ),
]);

/** What a key is as bytes, and keys made of such bytes. */
export const dumping: Family = amongData("dumping", [
  drawDump,
  (world) => {
    const kind = drawKind(world);
    const { random } = world;
    const [from, to] = [drawKey(world, kind), drawKey(world, kind)];
    const restore = `redis.call('RESTORE', KEYS[2], ARGV[1], redis.call('DUMP', KEYS[1]) or '', unpack(ARGV, 2))`;
    const options = random.pick([
      [],
      ["REPLACE"],
      ["REPLACE"],
      ["REPLACE"],
      ["ABSTTL", "REPLACE"],
      ["IDLETIME", "5", "REPLACE"],
      ["FREQ", "5"],
      ["x"],
    ]);
    return [
      "EVAL",
      `return ${restore}`,
      "2",
      from,
      to,
      random.pick(["0", "0", "0", "1000", "-1", "a"]),
      ...options,
    ];
  },
  ({ random }) => {
    const payload = random.pick([
      "",
      "x",
      "\0\x01a\n\0\xf1\x18\xef\xd9\xd0\x19\xe1\xb4",
      "\0\xc0\x05\n\0\0\0\0\0\0\0\0\0",
    ]);
    return [
      "RESTORE",
      random.pick(["s1", "snone"]),
      random.pick(["0", "-1", "a", "5"]),
      payload,
      ...random.pick([[], ["REPLACE"], ["FREQ", "256"], ["IDLETIME", "-1"]]),
    ];
  },
]);

/** A set or a large hash is dumped in the order of its hash table, so those of the families are not. */
function drawDump(world: World): readonly string[] {
  const kinds: readonly Kind[] = [
    "string",
    "number",
    "bits",
    "list",
    "zset",
    "geo",
    "stream",
    "hll",
  ];
  const { random } = world;
  const own = random.pick([
    ["SADD", "1", "2", "3"],
    ["SADD", "-5", "70000", "5000000000"],
    ["SADD", "text"],
    ["HSET", "a", "1", "b", "text", "c", "-300"],
  ]);
  return random.chance(0.5)
    ? ["DUMP", drawKey(world, random.pick(kinds))]
    : ["EVAL", dumpOfOwn, "1", "dumped", ...own];
}

const dumpOfOwn =
  "redis.call('DEL', KEYS[1]) redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2)) return redis.call('DUMP', KEYS[1])";

/** Each has one function, as those of a library are listed in the order of a hash table. */
const libraries = [
  "#!lua name=one\nredis.register_function('f1', function(keys, args) return redis.call('GET', keys[1]) end)",
  "#!lua name=one\nredis.register_function{function_name='f1', callback=function(keys, args) return {#keys, #args, args[1]} end, flags={'no-writes'}, description='reads'}",
  "#!lua name=two\nlocal function g(keys, args) return redis.call('INCR', keys[1]) end\nredis.register_function('f2', g)",
  "#!lua name=six\nredis.register_function('f3', function() return redis.error_reply('ERR f3') end)",
  "#!lua name=two\nredis.register_function{function_name='f2', callback=function(keys) return redis.call('SET', keys[1], 'x') end, flags={'no-writes'}}",
  "#!lua name=three\nredis.register_function('f1', function() return 1 end)",
  "#!lua name=three\nreturn 1",
  "#!lua name=three\nredis.call('GET', 'x')",
  "#!lua name=bad name\nreturn 1",
  "#!lua\nreturn 1",
  "#!nosuch name=x\nreturn 1",
  "return 1",
  "#!lua name=four\nredis.register_function('f-4', function() end)",
  "#!lua name=four\nredis.register_function('f4')",
  "#!lua name=four\nredis.register_function('f4', function() return nosuch end)",
  "#!lua name=four\nnosuch(",
  "#!lua name=five\nredis.register_function{function_name='f5', callback=function() return 5 end, flags={'nosuch'}}",
] as const;

/** Libraries of functions: loaded, called, listed, dumped, deleted. */
export const functions: Family = amongData(
  "functions",
  [
    ({ random }) => [
      "FUNCTION",
      "LOAD",
      ...(random.chance(0.5) ? ["REPLACE"] : []),
      random.pick(libraries),
    ],
    ({ random }) => [
      "FUNCTION",
      "LOAD",
      ...(random.chance(0.5) ? ["REPLACE"] : []),
      random.pick(libraries.slice(0, 4)),
    ],
    (world) => {
      const { random } = world;
      const key = drawKey(world, drawKind(world));
      return [
        random.pick(["FCALL", "FCALL", "FCALL_RO"]),
        random.pick(["f1", "f2", "f3", "f4", "f5", "none"]),
        "1",
        key,
        "x",
      ];
    },
    words(
      "FUNCTION LIST",
      "FUNCTION LIST WITHCODE",
      "FUNCTION LIST LIBRARYNAME one WITHCODE",
      "FUNCTION LIST LIBRARYNAME t*",
      "FUNCTION LIST x",
      "FUNCTION DELETE one",
      "FUNCTION DELETE two",
      "FUNCTION DELETE none",
      "FUNCTION FLUSH",
      "FUNCTION FLUSH ASYNC",
      "FUNCTION FLUSH x",
      "FUNCTION STATS",
      "FUNCTION KILL",
      "FUNCTION HELP",
      "FUNCTION RESTORE x",
      "FUNCTION NOSUCH",
      "FCALL f1 0",
      "FCALL f1 -1",
      "FCALL f1 a",
      "FCALL f1 5 a",
      "FCALL_RO f2 1 n1",
    ),
  ],
  ({ say }) => {
    // Several libraries would be dumped in the order of a hash table.
    say("a", "FUNCTION", "FLUSH");
    say("a", "FUNCTION", "LOAD", libraries[0]);
    say("a", "FUNCTION", "DUMP");
  },
);

/** How much memory a key takes, and what is said of the whole. */
export const memory: Family = amongData("memory", [
  command("MEMORY|USAGE"),
  words(
    "MEMORY HELP",
    "MEMORY NOSUCH",
    "MEMORY USAGE none",
    "MEMORY USAGE s1 SAMPLES x",
    "MEMORY PURGE",
    "MEMORY USAGE",
  ),
]);

/** Texts about clients: who is there and how they are spoken to. */
export const clientTexts: Family = amongData("clientTexts", [
  words(
    "CLIENT LIST",
    "CLIENT INFO",
    "CLIENT LIST TYPE normal",
    "CLIENT LIST TYPE pubsub",
    "CLIENT LIST ID 1 2 999999",
    "CLIENT LIST ID",
    "CLIENT LIST TYPE x",
    "CLIENT SETNAME n",
    "SELECT 1",
    "SELECT 0",
  ),
]);
