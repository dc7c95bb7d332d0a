import { blockingCommands } from "../blockingCommands.ts";
import type { World } from "../world.ts";
import { drawCommand } from "../drawCommand.ts";
import type { Kind } from "../values/keys.ts";

/** The commands of one kind of data, each as often as it is named. */
export type DataFamily = {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Groups of COMMAND DOCS; the commands that wait are in a family of their own. */
  readonly groups: readonly string[];
  /** Commands that should come more often, as they fill the keys. */
  readonly writes: readonly string[];
};

export const dataFamilies: readonly DataFamily[] = [
  {
    name: "strings",
    kinds: ["string", "number"],
    groups: ["string"],
    writes: ["SET", "APPEND", "MSET", "SETRANGE", "INCRBYFLOAT"],
  },
  {
    name: "bitmaps",
    kinds: ["bits"],
    groups: ["bitmap"],
    writes: ["SETBIT", "SETBIT", "BITFIELD", "SET"],
  },
  {
    name: "hashes",
    kinds: ["hash"],
    groups: ["hash"],
    writes: ["HSET", "HSET", "HMSET", "HSETNX"],
  },
  {
    name: "lists",
    kinds: ["list"],
    groups: ["list"],
    writes: ["RPUSH", "RPUSH", "LPUSH", "LPUSH", "LINSERT"],
  },
  {
    name: "sets",
    kinds: ["set"],
    groups: ["set"],
    writes: ["SADD", "SADD", "SADD", "SADD"],
  },
  {
    name: "sortedSets",
    kinds: ["zset", "zset", "zset", "lex"],
    groups: ["sorted-set"],
    writes: ["ZADD", "ZADD", "ZADD", "ZADD", "ZADD", "ZINCRBY"],
  },
  {
    name: "geo",
    kinds: ["geo"],
    groups: ["geo"],
    writes: ["GEOADD", "GEOADD", "GEOADD"],
  },
  {
    name: "streams",
    kinds: ["stream"],
    groups: ["stream"],
    writes: [
      "XADD",
      "XADD",
      "XADD",
      "XADD",
      "XADD",
      "XADD",
      "XGROUP|CREATE",
      "XREADGROUP",
      "XREADGROUP",
      "XREADGROUP",
    ],
  },
  {
    name: "hyperLogLogs",
    kinds: ["hll"],
    groups: ["hyperloglog"],
    writes: ["PFADD", "PFADD", "PFADD"],
  },
];

/** Commands for keys of every type, some of which end them. */
const generic: readonly string[] = [
  "TYPE",
  "OBJECT|ENCODING",
  "EXISTS",
  "DEL",
  "UNLINK",
  "COPY",
  "RENAME",
  "RENAMENX",
  "TTL",
  "PTTL",
  "EXPIRE",
  "PEXPIRE",
  "PERSIST",
  "TOUCH",
];

/** Commands that make a client wait, measure time in the server or tell of its inside. */
const elsewhere: ReadonlySet<string> = new Set([...blockingCommands, "PFSELFTEST", "PFDEBUG"]);

/** The family's own commands in this version. */
function commandsOf({ grammar }: World, family: DataFamily): readonly string[] {
  return [...grammar.values()]
    .filter(({ name, group }) => family.groups.includes(group) && !elsewhere.has(name))
    .map(({ name }) => name);
}

/** A command of the family, or one that any key understands. It never waits. */
export function drawDataCommand(world: World, family: DataFamily): readonly string[] {
  const { random } = world;
  const dice = random.below(100);
  for (;;) {
    const argv =
      dice < 10
        ? drawCommand(world, random.pick(generic), random.pick(family.kinds))
        : drawCommand(world, random.pick(dice < 45 ? family.writes : commandsOf(world, family)));
    if (!mayWait(argv)) return argv;
  }
}

/** Of the streams' commands only those with BLOCK wait. */
const mayWait = (argv: readonly string[]): boolean =>
  (argv[0] ?? "").toUpperCase().startsWith("XREAD") &&
  argv.some((text) => text.toUpperCase() === "BLOCK");

export function drawAnyDataCommand(world: World): readonly string[] {
  return drawDataCommand(world, world.random.pick(dataFamilies));
}
