import type { Bytes } from "../bytes.ts";
import { slice } from "../keyspace/sortedSet.ts";
import type { SetValue, SortedSetValue, Value } from "../keyspace/value.ts";
import { formatDouble } from "../numbers/formatDouble.ts";
import { dumpStream } from "./dumpStream.ts";
import { intsetOf } from "./intset.ts";
import { listpackInteger, listpackOf, listpackText } from "./listpack.ts";
import { packList } from "./packList.ts";
import { rdbDouble, rdbLength, rdbText } from "./rdbText.ts";
import { rdbType } from "./rdbType.ts";

/**
 * A value as Redis 7.0 writes it in RDB files and DUMP, to the byte. Only what is in a hash table comes in another order:
 * there it depends on the table's seed, here it is that of insertion.
 */
export function dumpValue(value: Value): Bytes {
  switch (value.kind) {
    case "string":
      return typed(rdbType.string) + rdbText(value.value);
    case "hash": {
      const pairs = value.fields.entries();
      if (value.compact) {
        const elements = pairs.flat().map(listpackText);
        return typed(rdbType.hashListpack) + rdbText(listpackOf(elements));
      }
      return typed(rdbType.hash) + rdbLength(pairs.length) + pairs.flat().map(rdbText).join("");
    }
    case "set":
      return dumpSet(value);
    case "zset":
      return dumpSortedSet(value);
    case "list": {
      const nodes = packList(value.items);
      const packed = nodes.map((node) => rdbLength(packedContainer) + rdbText(node));
      return typed(rdbType.listQuicklist2) + rdbLength(nodes.length) + packed.join("");
    }
    case "stream":
      return typed(rdbType.streamListpacks2) + dumpStream(value.stream);
  }
}

const packedContainer = 2;

function typed(type: number): Bytes {
  return String.fromCharCode(type);
}

function dumpSet(set: SetValue): Bytes {
  const members = set.members.keys();
  return set.integers
    ? typed(rdbType.setIntset) + rdbText(intsetOf(members, set.width ?? 2))
    : typed(rdbType.set) + rdbLength(members.length) + members.map(rdbText).join("");
}

function dumpSortedSet(zset: SortedSetValue): Bytes {
  const scored = slice(zset, 0, zset.order.size);
  if (zset.compact) {
    const elements = scored.flatMap(([member, score]) => [
      listpackText(member),
      scoreElement(score),
    ]);
    return typed(rdbType.zsetListpack) + rdbText(listpackOf(elements));
  }
  // From the end: whoever loads it then inserts at the head of the skip list each time.
  const elements = scored.toReversed().map(([member, score]) => rdbText(member) + rdbDouble(score));
  return typed(rdbType.zset2) + rdbLength(scored.length) + elements.join("");
}

/** Whole scores that a double holds without a gap are numbers in a listpack, all others are texts. */
function scoreElement(score: number): Bytes {
  return Number.isInteger(score) && Math.abs(score) < 2 ** 52
    ? listpackInteger(score)
    : listpackText(formatDouble(score));
}
