import { parseInteger } from "../numbers/parseInteger.ts";
import type { Value } from "./value.ts";

/** How long a string is at most that lies in one allocation with its header. */
const embeddedBytesUsual = 44;

/**
 * How Redis would keep the value: what OBJECT ENCODING says.
 *
 * @param listsAreListpacks as in `Behaviour`.
 */
export function encodingOf(
  value: Value,
  listsAreListpacks = false,
  embeddedBytesMax = embeddedBytesUsual,
): string {
  switch (value.kind) {
    case "string":
      if (value.encoding === "raw") return "raw";
      if (value.encoding === "natural" && parseInteger(value.value) !== null) return "int";
      return value.value.length <= embeddedBytesMax ? "embstr" : "raw";
    case "hash":
      if (!value.compact) return "hashtable";
      return value.expiries === undefined ? "listpack" : "listpackex";
    case "set":
      if (value.integers) return "intset";
      return value.compact ? "listpack" : "hashtable";
    case "zset":
      return value.compact ? "listpack" : "skiplist";
    case "list":
      return listsAreListpacks && value.items.isListpack ? "listpack" : "quicklist";
    case "stream":
      return "stream";
  }
}
