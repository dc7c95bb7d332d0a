import type { Bytes } from "../bytes.ts";
import type { Settings } from "../config/settings.ts";
import { Deadlines } from "../keyspace/deadlines.ts";
import { Dict } from "../keyspace/dict.ts";
import { intsetWidth } from "../keyspace/intsetWidth.ts";
import { ListItems } from "../keyspace/listItems.ts";
import type { ListNodeItems } from "../keyspace/listItems.ts";
import { emptySortedSet, setScore } from "../keyspace/sortedSet.ts";
import type { HashValue, ListValue, SetValue, SortedSetValue, Value } from "../keyspace/value.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { rdbVersion72 } from "./dumpValue.ts";
import { readIntset } from "./intset.ts";
import { readListpack } from "./listpack.ts";
import { loadStream } from "./loadStream.ts";
import { CorruptPayload, corrupt, RdbReader } from "./rdbReader.ts";
import { rdbType } from "./rdbType.ts";
import { packedContainer, plainContainer } from "./packList.ts";
import { readZiplist } from "./ziplist.ts";
import { readZipmap } from "./zipmap.ts";

/** What decides how a value is kept: the limits of the encodings, and the version of the format that is understood. */
export type LoadRules = { readonly settings: Settings; readonly rdbVersion: number };

/**
 * The value at the beginning of a payload, in every form that Redis loads; null when it is broken or empty. What follows
 * the value is not looked at, as there.
 */
export function loadValue(payload: Bytes, rules: LoadRules): Value | null {
  try {
    const reader = new RdbReader(payload);
    return loadTyped(reader, reader.byte(), rules);
  } catch (error) {
    if (error instanceof CorruptPayload) return null;
    throw error;
  }
}

/** The version of the format in which fields of hashes may expire. */
const rdbVersion74 = 12;

function loadTyped(reader: RdbReader, type: number, rules: LoadRules): Value {
  const { settings, rdbVersion } = rules;
  switch (type) {
    case rdbType.string:
      return { kind: "string", value: reader.text(), encoding: "natural" };
    case rdbType.list:
      return listPushed(
        repeat(notEmpty(reader.length()), () => reader.text()),
        rules,
      );
    case rdbType.listZiplist:
      return listPushed(readable(readZiplist(reader.text())), rules);
    case rdbType.listQuicklist:
      return listOf(
        repeat(notEmpty(reader.length()), () => ({
          items: readable(readZiplist(reader.text())),
          plain: false,
        })),
        rules,
      );
    case rdbType.listQuicklist2:
      return listOf(
        repeat(notEmpty(reader.length()), () => loadListNode(reader)),
        rules,
      );
    case rdbType.set:
      return setOf(
        repeat(notEmpty(reader.length()), () => reader.text()),
        settings,
      );
    case rdbType.setIntset:
      return loadIntset(reader.text(), settings);
    case rdbType.setListpack: {
      if (rdbVersion < rdbVersion72) return corrupt("a type to come");
      const members = notNone(readable(readListpack(reader.text())));
      const compact = members.length <= settings.setMaxListpackEntries;
      return { ...setOf(members, settings), integers: false, compact };
    }
    case rdbType.zset:
    case rdbType.zset2:
      return loadSortedSet(reader, type === rdbType.zset2, settings);
    case rdbType.zsetZiplist:
      return packedSortedSet(readable(readZiplist(reader.text())), settings);
    case rdbType.zsetListpack:
      return packedSortedSet(readable(readListpack(reader.text())), settings);
    case rdbType.hash:
      return looseHash(
        repeat(2 * notEmpty(reader.length()), () => reader.text()),
        settings,
      );
    case rdbType.hashZipmap:
      return looseHash(readable(readZipmap(reader.text())), settings);
    case rdbType.hashZiplist:
      return hashOf(readable(readZiplist(reader.text())), true, settings);
    case rdbType.hashListpack:
      return hashOf(readable(readListpack(reader.text())), true, settings);
    case rdbType.hashMetadata:
    case rdbType.hashListpackEx:
      if (rdbVersion < rdbVersion74) return corrupt("a type to come");
      return loadTimedHash(reader, type === rdbType.hashListpackEx, settings);
    case rdbType.streamListpacks:
    case rdbType.streamListpacks2:
    case rdbType.streamListpacks3:
      if (type === rdbType.streamListpacks3 && rdbVersion < rdbVersion72) corrupt("a type to come");
      return { kind: "stream", stream: loadStream(reader, type) };
    default:
      return corrupt(`type ${type}`);
  }
}

function notEmpty(length: number): number {
  return length === 0 ? corrupt("an empty collection") : length;
}

function readable(elements: Bytes[] | null): Bytes[] {
  return elements ?? corrupt("a collection in one text that is broken");
}

/** One by one, so that a length that lies ends where the bytes end. */
function repeat<Item>(count: number, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < count; i++) items.push(read());
  return items;
}

function loadListNode(reader: RdbReader): ListNodeItems {
  const container = reader.length();
  if (container !== plainContainer && container !== packedContainer) corrupt("a kind of node");
  const text = reader.text();
  if (text === "") corrupt("an empty node");
  const plain = container === plainContainer;
  return { items: plain ? [text] : readable(readListpack(text)), plain };
}

/** Empty nodes are passed over. */
function listOf(nodes: readonly ListNodeItems[], rules: LoadRules): ListValue {
  const items = ListItems.ofNodes(
    nodes.filter((node) => node.items.length > 0),
    rules.settings.listMaxListpackSize,
    rules.rdbVersion >= rdbVersion72,
  );
  notEmpty(items.length);
  return { kind: "list", items };
}

function listPushed(texts: readonly Bytes[], rules: LoadRules): ListValue {
  notEmpty(texts.length);
  const items = new ListItems(rules.settings.listMaxListpackSize, rules.rdbVersion >= rdbVersion72);
  for (const text of texts) {
    items.willGrow([text]);
    items.pushBack(text);
  }
  return { kind: "list", items };
}

function setOf(texts: readonly Bytes[], settings: Settings): SetValue {
  const { setMaxIntsetEntries, setMaxListpackEntries, setMaxListpackValue } = settings;
  const members = new Dict<true>();
  let width = 2;
  let integers = texts.length <= setMaxIntsetEntries;
  for (const text of texts) {
    if (!members.set(text, true)) corrupt("a member that is there twice");
    const integer = integers ? parseInteger(text) : null;
    if (integer === null) integers = false;
    else width = Math.max(width, intsetWidth(integer));
  }
  if (integers) return { kind: "set", members, integers, width };
  const compact =
    texts.length <= setMaxListpackEntries &&
    texts.every((text) => text.length <= setMaxListpackValue);
  return { kind: "set", members, integers, compact };
}

function loadIntset(bytes: Bytes, settings: Settings): SetValue {
  const { members, width } = readIntset(bytes) ?? corrupt("a broken intset");
  const set: SetValue = {
    kind: "set",
    members: new Dict(),
    integers: members.length <= settings.setMaxIntsetEntries,
    width,
  };
  for (const member of members) set.members.set(member, true);
  return set;
}

function notNone(texts: readonly Bytes[]): readonly Bytes[] {
  notEmpty(texts.length);
  return texts;
}

/** What was not in one text: it may be from now on. */
function looseHash(texts: readonly Bytes[], settings: Settings): HashValue {
  const compact = texts.every((text) => text.length <= settings.hashMaxListpackValue);
  return hashOf(texts, compact, settings);
}

/** @param compact as long as there are few enough fields. */
function hashOf(texts: readonly Bytes[], compact: boolean, settings: Settings): HashValue {
  notEmpty(texts.length);
  if (texts.length % 2 === 1) corrupt("a field without a value");
  const fields = new Dict<Bytes>();
  for (let i = 0; i < texts.length; i += 2)
    if (!fields.set(texts[i]!, texts[i + 1]!)) corrupt("a field that is there twice");
  return {
    kind: "hash",
    fields,
    compact: compact && fields.size <= settings.hashMaxListpackEntries,
  };
}

/** The reverse of `dumpTimedHash`. */
function loadTimedHash(reader: RdbReader, packed: boolean, settings: Settings): HashValue {
  const first = BigInt(reader.int64());
  const texts: Bytes[] = [];
  const expiries = new Deadlines();
  const add = (field: Bytes, value: Bytes, atMs: bigint): void => {
    texts.push(field, value);
    if (atMs !== 0n) expiries.set(field, exactly(atMs));
  };
  if (packed) {
    const elements = readable(readListpack(reader.text()));
    if (elements.length % 3 !== 0) corrupt("a field without a time");
    for (let i = 0; i < elements.length; i += 3) {
      const atMs = parseInt64(elements[i + 2]!) ?? corrupt("a time that is no number");
      add(elements[i]!, elements[i + 1]!, BigInt(atMs));
    }
  } else
    for (let left = notEmpty(reader.length()); left > 0; left--) {
      const distance = reader.length64();
      add(reader.text(), reader.text(), distance === 0n ? 0n : first + distance - 1n);
    }
  const hash = packed ? hashOf(texts, true, settings) : looseHash(texts, settings);
  return { ...hash, expiries };
}

function exactly(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function loadSortedSet(
  reader: RdbReader,
  binary: boolean,
  { zsetMaxListpackEntries, zsetMaxListpackValue }: Settings,
): SortedSetValue {
  const count = notEmpty(reader.length());
  const scored = repeat(count, () => {
    const member = reader.text();
    const score = binary ? reader.double() : reader.textDouble();
    return { member, score };
  });
  return sortedSetOf(
    scored,
    count <= zsetMaxListpackEntries &&
      scored.every(({ member }) => member.length <= zsetMaxListpackValue),
  );
}

function packedSortedSet(texts: readonly Bytes[], settings: Settings): SortedSetValue {
  notEmpty(texts.length);
  if (texts.length % 2 === 1) corrupt("a member without a score");
  const scored = [];
  for (let i = 0; i < texts.length; i += 2)
    scored.push({
      member: texts[i]!,
      score: parseDouble(texts[i + 1]!) ?? corrupt("a score that is no number"),
    });
  return sortedSetOf(scored, scored.length <= settings.zsetMaxListpackEntries);
}

function sortedSetOf(
  scored: readonly { readonly member: Bytes; readonly score: number }[],
  compact: boolean,
): SortedSetValue {
  const zset = emptySortedSet(compact);
  for (const { member, score } of scored) {
    if (Number.isNaN(score)) corrupt("a score that is not a number");
    if (zset.scores.has(member)) corrupt("a member that is there twice");
    setScore(zset, member, score);
  }
  return zset;
}
