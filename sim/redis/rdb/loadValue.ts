import type { Bytes } from "../bytes.ts";
import { Dict } from "../keyspace/dict.ts";
import { intsetWidth } from "../keyspace/intsetWidth.ts";
import { ListItems } from "../keyspace/listItems.ts";
import { emptySortedSet, setScore } from "../keyspace/sortedSet.ts";
import type { HashValue, ListValue, SetValue, SortedSetValue, Value } from "../keyspace/value.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { readIntset } from "./intset.ts";
import { readListpack } from "./listpack.ts";
import { loadStream } from "./loadStream.ts";
import { CorruptPayload, corrupt, RdbReader } from "./rdbReader.ts";
import { rdbType } from "./rdbType.ts";
import { readZiplist } from "./ziplist.ts";
import { readZipmap } from "./zipmap.ts";

/**
 * The value in the contents of a dump, in every form that Redis 7.0 loads; null when it is broken or empty. What follows
 * the value is not looked at, as there.
 */
export function loadValue(contents: Bytes): Value | null {
  try {
    const reader = new RdbReader(contents);
    return loadTyped(reader, reader.byte());
  } catch (error) {
    if (error instanceof CorruptPayload) return null;
    throw error;
  }
}

const hashFieldsMax = 512;
const compactBytesMax = 64;
const sortedMembersMax = 128;
const integersMax = 512;

function loadTyped(reader: RdbReader, type: number): Value {
  switch (type) {
    case rdbType.string:
      return { kind: "string", value: reader.text(), encoding: "natural" };
    case rdbType.list:
      return listPushed(repeat(notEmpty(reader.length()), () => reader.text()));
    case rdbType.listZiplist:
      return listPushed(readable(readZiplist(reader.text())));
    case rdbType.listQuicklist:
      return listOf(repeat(notEmpty(reader.length()), () => readable(readZiplist(reader.text()))));
    case rdbType.listQuicklist2:
      return listOf(repeat(notEmpty(reader.length()), () => loadListNode(reader)));
    case rdbType.set:
      return setOf(repeat(notEmpty(reader.length()), () => reader.text()));
    case rdbType.setIntset:
      return loadIntset(reader.text());
    case rdbType.zset:
    case rdbType.zset2:
      return loadSortedSet(reader, type === rdbType.zset2);
    case rdbType.zsetZiplist:
      return packedSortedSet(readable(readZiplist(reader.text())));
    case rdbType.zsetListpack:
      return packedSortedSet(readable(readListpack(reader.text())));
    case rdbType.hash: {
      const texts = repeat(2 * notEmpty(reader.length()), () => reader.text());
      return hashOf(
        texts,
        texts.every((text) => text.length <= compactBytesMax),
      );
    }
    case rdbType.hashZipmap: {
      const texts = readable(readZipmap(reader.text()));
      return hashOf(
        texts,
        texts.every((text) => text.length <= compactBytesMax),
      );
    }
    case rdbType.hashZiplist:
      return hashOf(readable(readZiplist(reader.text())), true);
    case rdbType.hashListpack:
      return hashOf(readable(readListpack(reader.text())), true);
    case rdbType.streamListpacks:
    case rdbType.streamListpacks2:
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

const plainContainer = 1;
const packedContainer = 2;

function loadListNode(reader: RdbReader): Bytes[] {
  const container = reader.length();
  if (container !== plainContainer && container !== packedContainer) corrupt("a kind of node");
  const text = reader.text();
  if (text === "") corrupt("an empty node");
  return container === plainContainer ? [text] : readable(readListpack(text));
}

/** Empty nodes are passed over. */
function listOf(nodes: readonly (readonly Bytes[])[]): ListValue {
  const items = ListItems.ofNodes(nodes.filter((node) => node.length > 0));
  notEmpty(items.length);
  return { kind: "list", items };
}

function listPushed(texts: readonly Bytes[]): ListValue {
  notEmpty(texts.length);
  const items = new ListItems();
  for (const text of texts) items.pushBack(text);
  return { kind: "list", items };
}

function setOf(texts: readonly Bytes[]): SetValue {
  const set: SetValue = { kind: "set", members: new Dict(), integers: texts.length <= integersMax };
  for (const text of texts) {
    // Redis adds to an intset without a look, and is careful with hash tables.
    if (!set.members.set(text, true) && !set.integers) corrupt("a member that is there twice");
    const integer = set.integers ? parseInteger(text) : null;
    if (integer === null) set.integers = false;
    else set.width = Math.max(set.width ?? 0, intsetWidth(integer));
  }
  return set;
}

function loadIntset(bytes: Bytes): SetValue {
  const { members, width } = readIntset(bytes) ?? corrupt("a broken intset");
  const set: SetValue = {
    kind: "set",
    members: new Dict(),
    integers: members.length <= integersMax,
    width,
  };
  for (const member of members) set.members.set(member, true);
  return set;
}

/** @param compact as long as there are few enough fields. */
function hashOf(texts: readonly Bytes[], compact: boolean): HashValue {
  notEmpty(texts.length);
  if (texts.length % 2 === 1) corrupt("a field without a value");
  const fields = new Dict<Bytes>();
  for (let i = 0; i < texts.length; i += 2)
    if (!fields.set(texts[i]!, texts[i + 1]!)) corrupt("a field that is there twice");
  return { kind: "hash", fields, compact: compact && fields.size <= hashFieldsMax };
}

function loadSortedSet(reader: RdbReader, binary: boolean): SortedSetValue {
  const count = notEmpty(reader.length());
  const scored = repeat(count, () => {
    const member = reader.text();
    const score = binary ? reader.double() : reader.textDouble();
    return { member, score };
  });
  return sortedSetOf(
    scored,
    count <= sortedMembersMax && scored.every(({ member }) => member.length <= compactBytesMax),
  );
}

function packedSortedSet(texts: readonly Bytes[]): SortedSetValue {
  notEmpty(texts.length);
  if (texts.length % 2 === 1) corrupt("a member without a score");
  const scored = [];
  for (let i = 0; i < texts.length; i += 2)
    scored.push({
      member: texts[i]!,
      score: parseDouble(texts[i + 1]!) ?? corrupt("a score that is no number"),
    });
  return sortedSetOf(scored, scored.length <= sortedMembersMax);
}

function sortedSetOf(
  scored: readonly { readonly member: Bytes; readonly score: number }[],
  compact: boolean,
): SortedSetValue {
  const zset = emptySortedSet();
  zset.compact = compact;
  for (const { member, score } of scored) {
    if (Number.isNaN(score)) corrupt("a score that is not a number");
    if (zset.scores.has(member)) corrupt("a member that is there twice");
    setScore(zset, member, score);
  }
  zset.compact = compact;
  return zset;
}
