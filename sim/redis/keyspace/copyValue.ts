import type { Stored } from "./byteMap.ts";
import { Deadlines } from "./deadlines.ts";
import { Dict } from "./dict.ts";
import { emptySortedSet, setScore } from "./sortedSet.ts";
import type { HashValue, Value } from "./value.ts";

/** A value of its own with the same contents. */
export function copyValue(value: Value): Value {
  switch (value.kind) {
    case "string":
      return { kind: "string", value: value.value, encoding: value.encoding, used: 0 };
    case "hash":
      return copyHash(value);
    case "set":
      return { ...value, members: copyDict(value.members), used: 0 };
    case "zset": {
      const copy = emptySortedSet(value.compact);
      for (const [member, score] of value.scores.entries()) setScore(copy, member, score);
      return copy;
    }
    case "list":
      return { ...value, items: value.items.copy(), used: 0 };
    case "stream":
      return { ...value, stream: value.stream.copy(), used: 0 };
  }
}

function copyHash({ expiries, ...hash }: HashValue): HashValue {
  const copy = { ...hash, fields: copyDict(hash.fields), used: 0 };
  if (expiries === undefined) return copy;
  const times = new Deadlines();
  for (const field of copy.fields.keys()) {
    const atMs = expiries.get(field);
    if (atMs !== undefined) times.set(field, atMs);
  }
  return { ...copy, expiries: times };
}

function copyDict<Item extends Stored>(dict: Dict<Item>): Dict<Item> {
  const copy = new Dict<Item>();
  for (const [key, item] of dict.entries()) copy.set(key, item);
  return copy;
}
