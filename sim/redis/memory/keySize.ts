import type { Bytes } from "../bytes.ts";
import type { Value } from "../keyspace/value.ts";
import { textSize } from "./textSize.ts";
import { valueSize } from "./valueSize.ts";
import type { SizeRules } from "./valueSize.ts";

/** The bytes that a key takes with its name, its entry in the database and its value. */
export function keySize(key: Bytes, value: Value, rules: SizeRules): number {
  return rules.entryBytes + textSize(key.length) + valueSize(value, rules);
}
