import type { Line } from "./line.ts";
import { drawCount, drawDouble, drawIndex, drawModestDouble, drawWhole } from "./values/numbers.ts";
import { drawChannel, drawChannelPattern, drawLookup, drawPattern } from "./values/patterns.ts";
import { drawDistance, drawPlace } from "./values/places.ts";
import { drawLexEnd, drawScoreEnd } from "./values/ranges.ts";
import { drawConsumer, drawGroup, drawId, drawIdEnd, drawNewId } from "./values/streamIds.ts";
import { drawCounterField, drawMessage, drawText } from "./values/texts.ts";
import {
  drawMilliseconds,
  drawSeconds,
  drawTimeout,
  drawTimeoutMs,
  drawUnixMilliseconds,
  drawUnixSeconds,
} from "./values/times.ts";
import type { World } from "./world.ts";

/** Writes one value of an argument. */
export type Meaning = (world: World, line: Line) => string;

/** Which values an argument takes, found by "COMMAND.argument", then by "group.argument", then by its name, then its type. */
export function meaningOf({ command }: Line, name: string, type: string): Meaning {
  return (
    meanings.get(`${command.name}.${name}`) ??
    meanings.get(`${command.group}.${name}`) ??
    meanings.get(name) ??
    meanings.get(type) ??
    drawText
  );
}

const oneOf =
  (...texts: readonly string[]): Meaning =>
  ({ random }) =>
    random.pick(texts);

/** A field, and whether the value that follows should be a number. */
const drawField: Meaning = (world, line) => {
  line.isCounter = world.random.chance(line.command.name.startsWith("HINCR") ? 0.95 : 0.25);
  return line.isCounter ? drawCounterField(world) : drawText(world);
};

const drawValue: Meaning = (world, line) =>
  line.isCounter || line.kind === "number"
    ? world.random.chance(0.8)
      ? drawWhole(world)
      : drawDouble(world)
    : drawText(world);

const drawLongitude: Meaning = (world, line) => {
  const [longitude, latitude] = drawPlace(world);
  line.latitude = latitude;
  return longitude;
};

/** An offset that a string can have without being huge. */
const drawBitOffset: Meaning = ({ random }) =>
  String(
    random.chance(0.95) ? random.between(0, 70) : random.pick([127, 1000, 9999, -1, 4294967296]),
  );

const drawByteOffset: Meaning = ({ random }) =>
  String(random.chance(0.95) ? random.between(0, 20) : random.pick([100, 5000, -1, 536870912]));

const drawEncoding: Meaning = ({ random }) =>
  random.chance(0.9)
    ? `${random.pick(["u", "i"])}${random.pick([1, 2, 3, 5, 7, 8, 9, 16, 31, 32, 33, 62, 63])}`
    : random.pick(["i64", "i64", "u64", "u0", "i0", "i65", "x8", "u", "8", "u08", "U8"]);

const drawFieldOffset: Meaning = ({ random }) =>
  random.chance(0.05)
    ? random.pick(["-1", "#-1", "#", "a", "#a", ""])
    : `${random.chance(0.3) ? "#" : ""}${random.between(0, 40)}`;

/** Scores of a key for BYLEX are all alike. */
const drawScore: Meaning = (world, line) => (line.kind === "lex" ? "0" : drawDouble(world));

const drawMember: Meaning = drawText;

const drawDb: Meaning = ({ random }) =>
  random.chance(0.92)
    ? String(random.between(0, 3))
    : random.pick(["15", "16", "-1", "a", "9999999999"]);

const drawGroupStart: Meaning = (world) =>
  world.random.chance(0.3) ? drawId(world) : world.random.pick(["0", "0-0", "$"]);

const drawThreshold: Meaning = (world, line) =>
  line.words.some(({ text }) => text === "MINID")
    ? drawId(world)
    : String(world.random.between(0, 12));

const drawSha: Meaning = ({ random }) =>
  random.pick([
    "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", // return 1
    "E0E1F9FABFC9D4800C877A703B823AC0578FF8DB",
    "0000000000000000000000000000000000000000",
    "abc",
  ]);

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  // Types, when nothing more is known.
  ["string", drawText],
  ["integer", drawWhole],
  ["double", drawDouble],
  ["pattern", drawPattern],
  ["unix-time", drawUnixSeconds],
  // Names that mean the same wherever they stand.
  ["field", drawField],
  ["value", drawValue],
  ["member", drawMember],
  ["count", drawCount],
  ["num-matches", drawCount],
  ["start", drawIndex],
  ["stop", drawIndex],
  ["end", drawIndex],
  ["index", drawIndex],
  ["seconds", drawSeconds],
  ["milliseconds", drawMilliseconds],
  ["unix-time-seconds", drawUnixSeconds],
  ["unix-time-milliseconds", drawUnixMilliseconds],
  ["timeout", drawTimeout],
  // There are no replicas; Redis would wait for them in vain.
  ["numreplicas", oneOf("0")],
  ["WAIT.timeout", oneOf("0", "100", "-1", "a")],
  ["destination-db", drawDb],
  ["db", drawDb],
  ["index1", drawDb],
  ["index2", drawDb],
  ["cursor", oneOf("0")],
  ["longitude", drawLongitude],
  ["latitude", (_world, line) => line.latitude],
  ["radius", drawDistance],
  ["width", drawDistance],
  ["height", drawDistance],
  ["score", drawScore],
  ["min", (world) => drawScoreEnd(world, "min")],
  ["max", (world) => drawScoreEnd(world, "max")],
  ["weight", (world) => drawModestDouble(world)],
  ["channel", drawChannel],
  ["shardchannel", drawChannel],
  ["message", drawMessage],
  ["pubsub.pattern", drawChannelPattern],
  ["sha1", drawSha],
  ["group", drawGroup],
  ["groupname", drawGroup],
  ["consumer", drawConsumer],
  ["consumername", drawConsumer],
  ["bits", oneOf("5", "256", "1024", "0", "4096", "4097")],
  ["type", oneOf("string", "list", "set", "zset", "hash", "stream", "STRING", "none")],
  // Families.
  ["bitmap.offset", drawFieldOffset],
  ["bitmap.encoding", drawEncoding],
  ["bitmap.operation", oneOf("AND", "OR", "XOR", "NOT")],
  ["GETBIT.offset", drawBitOffset],
  ["SETBIT.offset", drawBitOffset],
  ["SETBIT.value", ({ random }) => (random.chance(0.95) ? String(random.below(2)) : "2")],
  ["BITPOS.bit", ({ random }) => (random.chance(0.95) ? String(random.below(2)) : "2")],
  ["SETRANGE.offset", drawByteOffset],
  ["INCRBYFLOAT.increment", drawDouble],
  ["ZINCRBY.increment", drawDouble],
  ["ZLEXCOUNT.min", (world) => drawLexEnd(world, "min")],
  ["ZLEXCOUNT.max", (world) => drawLexEnd(world, "max")],
  ["ZRANGEBYLEX.min", (world) => drawLexEnd(world, "min")],
  ["ZRANGEBYLEX.max", (world) => drawLexEnd(world, "max")],
  ["ZREVRANGEBYLEX.min", (world) => drawLexEnd(world, "min")],
  ["ZREVRANGEBYLEX.max", (world) => drawLexEnd(world, "max")],
  ["ZREMRANGEBYLEX.min", (world) => drawLexEnd(world, "min")],
  ["ZREMRANGEBYLEX.max", (world) => drawLexEnd(world, "max")],
  ["stream.id", drawId],
  ["XGROUP|CREATE.id", drawGroupStart],
  ["XGROUP|SETID.id", drawGroupStart],
  ["XADD.id", (world, { words }) => drawNewId(world, words[1]?.text ?? "")],
  ["XREAD.id", ({ random, ...world }) => (random.chance(0.2) ? "$" : drawId({ random, ...world }))],
  ["XREADGROUP.id", (world) => (world.random.chance(0.7) ? ">" : drawId(world))],
  ["stream.start", (world) => drawIdEnd(world, "start")],
  ["stream.end", (world) => drawIdEnd(world, "end")],
  ["stream.threshold", drawThreshold],
  ["stream.milliseconds", drawTimeoutMs],
  ["min-idle-time", oneOf("0", "0", "1", "10", "1000")],
  ["ms", oneOf("0", "1", "1000", "5000")],
  ["entries_read", oneOf("-1", "0", "1", "5", "100", "-2")],
  ["entriesread", oneOf("-1", "0", "1", "5", "100", "-2")],
  ["entries_added", oneOf("0", "5", "100", "1000", "-1")],
  ["entries-added", oneOf("0", "5", "100", "1000", "-1")],
  ["last-id", drawId],
  ["lastid", drawId],
  ["max_deleted_entry_id", drawId],
  ["max-deleted-id", drawId],
  ["generic.pattern", drawPattern],
  ["SORT.pattern", drawLookup],
  ["SORT_RO.pattern", drawLookup],
  ["by-pattern", drawLookup],
  ["get-pattern", drawLookup],
  ["SELECT.index", drawDb],
  ["protover", oneOf("2", "3", "3", "4", "1", "a")],
]);
