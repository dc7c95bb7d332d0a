import type { Bytes } from "../bytes.ts";
import type { Deadlines } from "../keyspace/deadlines.ts";
import { slice } from "../keyspace/sortedSet.ts";
import type { HashValue, SetValue, SortedSetValue, Value } from "../keyspace/value.ts";
import { scoreInListpack } from "../numbers/scoreInListpack.ts";
import { littleEndian } from "./byteOrder.ts";
import { dumpStream } from "./dumpStream.ts";
import { intsetOf } from "./intset.ts";
import { listpackInteger, listpackOf, listpackText } from "./listpack.ts";
import { packList } from "./packList.ts";
import { rdbDouble, rdbLength, rdbText } from "./rdbText.ts";
import { rdbType } from "./rdbType.ts";

/** The version of the format that Redis 7.2 and later write: with sets in listpacks and active consumers. */
export const rdbVersion72 = 11;

/**
 * A value as Redis writes it in RDB files and DUMP, to the byte. Only what is in a hash table comes in another order:
 * there it depends on the table's seed, here it is that of insertion.
 *
 * @param version of the format: 10 for Redis 7.0, 11 for Redis 7.2 and Valkey 8, 12 for Redis 7.4 and 8.0.
 */
export function dumpValue(value: Value, version: number): Bytes {
  switch (value.kind) {
    case "string":
      return typed(rdbType.string) + rdbText(value.value);
    case "hash":
      return value.expiries === undefined || (!value.compact && value.expiries.size === 0)
        ? dumpHash(value)
        : dumpTimedHash(value, value.expiries);
    case "set":
      return dumpSet(value);
    case "zset":
      return dumpSortedSet(value, version);
    case "list": {
      const nodes = packList(value.items);
      return typed(rdbType.listQuicklist2) + rdbLength(nodes.length) + nodes.join("");
    }
    case "stream": {
      const knowsActivity = version >= rdbVersion72;
      const type = knowsActivity ? rdbType.streamListpacks3 : rdbType.streamListpacks2;
      return typed(type) + dumpStream(value.stream, knowsActivity);
    }
  }
}

function typed(type: number): Bytes {
  return String.fromCharCode(type);
}

function dumpHash({ fields, compact }: HashValue): Bytes {
  const texts = fields.entries().flat();
  return compact
    ? typed(rdbType.hashListpack) + rdbText(listpackOf(texts.map(listpackText)))
    : typed(rdbType.hash) + rdbLength(fields.size) + texts.map(rdbText).join("");
}

/**
 * A hash whose fields were ever given times, which are counted from the first of them where they are not in a listpack.
 * Redis begins with a time that is not always up to date: it may be that of a field that has none any more.
 */
function dumpTimedHash({ fields, compact }: HashValue, expiries: Deadlines): Bytes {
  const first = BigInt(expiries.next()?.at ?? 0);
  const start = littleEndian(first, 8);
  if (compact) {
    const elements = fields
      .entries()
      .flatMap(([field, value]) => [
        listpackText(field),
        listpackText(value),
        listpackInteger(expiries.get(field) ?? 0),
      ]);
    return typed(rdbType.hashListpackEx) + start + rdbText(listpackOf(elements));
  }
  const timed = fields.entries().map(([field, value]) => {
    const at = expiries.get(field);
    const distance = at === undefined ? 0n : BigInt(at) - first + 1n;
    return rdbLength(distance) + rdbText(field) + rdbText(value);
  });
  return typed(rdbType.hashMetadata) + start + rdbLength(fields.size) + timed.join("");
}

function dumpSet(set: SetValue): Bytes {
  const members = set.members.keys();
  if (set.compact === true)
    return typed(rdbType.setListpack) + rdbText(listpackOf(members.map(listpackText)));
  return set.integers
    ? typed(rdbType.setIntset) + rdbText(intsetOf(members, set.width ?? 2))
    : typed(rdbType.set) + rdbLength(members.length) + members.map(rdbText).join("");
}

function dumpSortedSet(zset: SortedSetValue, version: number): Bytes {
  const scored = slice(zset, 0, zset.order.size);
  if (zset.compact) {
    const elements = scored.flatMap(([member, score]) => [
      listpackText(member),
      listpackText(scoreInListpack(score, version >= rdbVersion72)),
    ]);
    return typed(rdbType.zsetListpack) + rdbText(listpackOf(elements));
  }
  // From the end: whoever loads it then inserts at the head of the skip list each time.
  const elements = scored.toReversed().map(([member, score]) => rdbText(member) + rdbDouble(score));
  return typed(rdbType.zset2) + rdbLength(scored.length) + elements.join("");
}
