import { parseInteger } from "../numbers/parseInteger.ts";
import type { Value } from "./value.ts";

const embeddedBytesMax = 44;

/** How Redis 7.0 would keep the value, with its default limits: what OBJECT ENCODING says. */
export function encodingOf(value: Value): string {
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
      return "quicklist";
    case "stream":
      return "stream";
  }
}
