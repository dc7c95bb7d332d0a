import { textsOf, type Line, type Word } from "./line.ts";
import { drawKey, type Kind } from "./values/keys.ts";
import { drawCount, drawIndex } from "./values/numbers.ts";
import { drawLexEnd, drawScoreEnd } from "./values/ranges.ts";
import type { World } from "./world.ts";

/**
 * Commands whose arguments depend on each other in a way that COMMAND DOCS does not say, or whose outcome would depend
 * on the server's chance: they are written by hand.
 */
export type Writer = (world: World, line: Line) => void;

const text = (written: string): Word => ({ text: written, role: "text" });
const number = (written: string): Word => ({ text: written, role: "number" });
const token = (written: string): Word => ({ text: written, role: "token" });
const key = (world: World, kind: Kind): Word => ({ text: drawKey(world, kind), role: "key" });

/** The ends of ZRANGE are of the kind that its options say. */
const zrange: Writer = (world, line) => {
  const { random } = world;
  const by = random.pick(["", "BYSCORE", "BYLEX"]);
  const kind = by === "BYLEX" ? "lex" : "zset";
  const isReversed = random.chance(0.4);
  const ends =
    by === ""
      ? [drawIndex(world), drawIndex(world)]
      : by === "BYLEX"
        ? [drawLexEnd(world, "min"), drawLexEnd(world, "max")]
        : [drawScoreEnd(world, "min"), drawScoreEnd(world, "max")];
  if (isReversed && by !== "") ends.reverse();

  const { words } = line;
  if (line.command.name === "ZRANGESTORE") words.push(key(world, kind));
  words.push(key(world, kind), ...ends.map((end) => text(end)));
  const options: Word[][] = [];
  if (by !== "") options.push([token(by)]);
  if (isReversed) options.push([token("REV")]);
  if (random.chance(by === "" ? 0.03 : 0.3))
    options.push([token("LIMIT"), number(drawIndex(world)), number(drawCount(world))]);
  if (line.command.name === "ZRANGE" && random.chance(by === "BYLEX" ? 0.03 : 0.4))
    options.push([token("WITHSCORES")]);
  if (random.chance(0.3)) options.reverse();
  words.push(...options.flat());
};

/** All elements or none: which ones else would be the server's choice. */
const randomElements =
  (kind: Kind, withValues: string | null): Writer =>
  (world, line) => {
    const { random } = world;
    line.words.push(
      key(world, kind),
      number(
        random.pick(["1000", "1000", "100000", "0", "9223372036854775807", "4611686018427387904"]),
      ),
    );
    if (withValues !== null && random.chance(0.4)) line.words.push(token(withValues));
  };

/** NOT takes one source. */
const bitop: Writer = (world, line) => {
  const operation = world.random.pick(["AND", "OR", "XOR", "NOT"]);
  line.words.push(token(operation), key(world, line.kind));
  const sources = operation === "NOT" ? 1 : world.random.between(1, 3);
  for (let i = 0; i < sources; i++) line.words.push(key(world, line.kind));
};

/** All of the keyspace or the collection at once: positions between are each server's own. */
const scan =
  (kind: Kind | null): Writer =>
  (world, line) => {
    const { random } = world;
    if (kind !== null) line.words.push(key(world, kind));
    line.words.push(number("0"), token("COUNT"), number(random.pick(["10000", "20000"])));
    if (random.chance(0.3)) line.words.push(token("MATCH"), text(random.pick(["*", "a*", "m1?"])));
    if (kind === null && random.chance(0.3))
      line.words.push(
        token("TYPE"),
        text(random.pick(["string", "list", "hash", "zset", "set", "stream", "x"])),
      );
  };

/** Any other command, whose keys are asked for. */
const getKeys: Writer = (world, line) => {
  const examples = [
    "GET k",
    "MSET a 1 b 2",
    "ZUNIONSTORE d 2 a b",
    "EVAL return 2 a b c",
    "XREADGROUP GROUP g c STREAMS a b 1 2",
    "SORT a STORE b",
    "SORT a BY w_* GET x_* STORE b STORE c",
    "PING",
    "GEORADIUS a 1 2 3 m STORE d",
    "MIGRATE h 1 k 0 1",
    "MIGRATE h 1  0 1 KEYS a b",
    "XREAD STREAMS a",
    "SET k",
    "NONE k",
    "LMPOP 2 a b LEFT",
    "EVAL return 9 a",
    "BITOP AND d a b",
    "BLPOP a b 0",
    "ZMPOP 1 z MIN",
    "COPY a b",
    "MEMORY USAGE k",
    "OBJECT ENCODING k",
  ];
  line.words.push(
    ...world.random
      .pick(examples)
      .split(" ")
      .map((word) => text(word)),
  );
};

export const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ["ZRANGE", zrange],
  ["ZRANGESTORE", zrange],
  ["SPOP", randomElements("set", null)],
  ["SRANDMEMBER", randomElements("set", null)],
  ["HRANDFIELD", randomElements("hash", "WITHVALUES")],
  ["ZRANDMEMBER", randomElements("zset", "WITHSCORES")],
  ["BITOP", bitop],
  ["SCAN", scan(null)],
  ["HSCAN", scan("hash")],
  ["SSCAN", scan("set")],
  ["ZSCAN", scan("zset")],
  ["COMMAND|GETKEYS", getKeys],
  ["COMMAND|GETKEYSANDFLAGS", getKeys],
]);

/** Commands in which a mistake would leave the outcome to the server's chance. */
export const isLeftToChance = (words: readonly Word[]): boolean =>
  chancy.has((textsOf(words)[0] ?? "").toUpperCase());

const chancy: ReadonlySet<string> = new Set([
  "SPOP",
  "SRANDMEMBER",
  "HRANDFIELD",
  "ZRANDMEMBER",
  "RANDOMKEY",
  "SCAN",
  "HSCAN",
  "SSCAN",
  "ZSCAN",
]);
