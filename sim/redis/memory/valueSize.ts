import type { Bytes } from "../bytes.ts";
import type { Settings } from "../config/settings.ts";
import { encodingOf } from "../keyspace/encodingOf.ts";
import { emptyListpackSize, listpackTextSize } from "../keyspace/listpackSize.ts";
import type { HashValue, SetValue, SortedSetValue, StringValue, Value } from "../keyspace/value.ts";
import { scoreInListpack } from "../numbers/scoreInListpack.ts";
import { allocatedSize } from "./allocatedSize.ts";
import { listSize } from "./listSize.ts";
import { streamSize } from "./streamSize.ts";
import { textSize } from "./textSize.ts";

/** What the size of a value depends on besides the value. */
export type SizeRules = {
  /** How many elements of a collection stand for all; Infinity for each. */
  readonly samples: number;
  /** Of a hash table: MEMORY USAGE counts what an entry needs, not what it is given. */
  readonly entryBytes: 24 | 32;
  readonly settings: Settings;
};

/**
 * The bytes that a value takes in Redis 7.0.15, as `objectComputeSize` counts them. A hash table is taken to have the
 * size that it grows to, and a level of a skip list to hold a quarter of the one below.
 */
export function valueSize(value: Value, rules: SizeRules): number {
  switch (value.kind) {
    case "string":
      return stringSize(value);
    case "list":
      return objectBytes + listSize(value.items, rules);
    case "hash":
      return hashSize(value, rules);
    case "set":
      return setSize(value, rules);
    case "zset":
      return sortedSetSize(value, rules);
    case "stream":
      return objectBytes + streamSize(value.stream, { samples: rules.samples, ...rules.settings });
  }
}

const objectBytes = 16;
const dictBytes = 56;

function stringSize(value: StringValue): number {
  switch (encodingOf(value)) {
    case "int":
      return objectBytes;
    case "embstr":
      return allocatedSize(objectBytes + embeddedHeaderBytes + value.value.length + 1);
    default:
      return objectBytes + textSize(value.value.length);
  }
}

const embeddedHeaderBytes = 3;

function hashSize(hash: HashValue, { samples, entryBytes }: SizeRules): number {
  const entries = hash.fields.entries();
  if (hash.compact) return objectBytes + listpackSize(entries.flat());
  return tableSize(
    entries,
    samples,
    ([field, value]) => entryBytes + textSize(field.length) + textSize(value.length),
  );
}

function setSize(set: SetValue, { samples, entryBytes }: SizeRules): number {
  const members = set.members.keys();
  if (set.integers) return objectBytes + intsetSize(members);
  return tableSize(members, samples, (member) => entryBytes + textSize(member.length));
}

function sortedSetSize(zset: SortedSetValue, { samples, entryBytes }: SizeRules): number {
  const entries = zset.scores.entries();
  if (zset.compact)
    return (
      objectBytes +
      listpackSize(entries.flatMap(([member, score]) => [member, scoreInListpack(score, false)]))
    );
  const inOrder: Bytes[] = [];
  zset.order.visit(0, Math.min(samples, zset.order.size), (member) => void inOrder.push(member));
  const list = skipListHeadBytes + skipListBytes + sortedSetBytes;
  const elements = average(
    inOrder,
    samples,
    (member) => entryBytes + textSize(member.length) + skipListNodeBytes,
    entries.length,
  );
  return Math.floor(objectBytes + dictBytes + slotBytes(entries.length) + list + elements);
}

const sortedSetBytes = 16;
const skipListBytes = 32;
/** A node of the highest level, as it is allocated. */
const skipListHeadBytes = 640;
/** One level more in one case of four. */
const skipListNodeBytes = 48 + 16 / 3;

/** @param sizeOf of one element of a hash table. */
function tableSize<Item>(
  items: readonly Item[],
  samples: number,
  sizeOf: (item: Item) => number,
): number {
  const elements = average(items, samples, sizeOf, items.length);
  return Math.floor(objectBytes + dictBytes + slotBytes(items.length) + elements);
}

/** The first few stand for all. */
function average<Item>(
  items: readonly Item[],
  samples: number,
  sizeOf: (item: Item) => number,
  count: number,
): number {
  const sampled = Math.min(items.length, samples);
  if (sampled === 0) return 0;
  let bytes = 0;
  for (let i = 0; i < sampled; i++) bytes += sizeOf(items[i]!);
  return (bytes / sampled) * count;
}

/** The slots of a hash table: a power of two that is at least the number of elements. */
export function slotBytes(elements: number): number {
  if (elements === 0) return 0;
  return 8 * Math.max(4, 2 ** Math.ceil(Math.log2(elements)));
}

function listpackSize(texts: readonly Bytes[]): number {
  let bytes = emptyListpackSize;
  for (const text of texts) bytes += listpackTextSize(text);
  return allocatedSize(bytes);
}

/** All integers are as wide as the widest. */
function intsetSize(members: readonly Bytes[]): number {
  let width = 2;
  for (const member of members) {
    const value = Number(member);
    if (value < -(2 ** 31) || value >= 2 ** 31) width = 8;
    else if (width < 4 && (value < -(2 ** 15) || value >= 2 ** 15)) width = 4;
  }
  return allocatedSize(8 + width * members.length);
}
