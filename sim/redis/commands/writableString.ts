import type { Bytes } from "../bytes.ts";
import { ByteString } from "../keyspace/byteString.ts";
import type { Database } from "../keyspace/database.ts";
import type { StringValue } from "../keyspace/value.ts";

/** The string that a key holds, made fit to be written into; created with the given bytes when it is not there. */
export function writableString(
  db: Database,
  key: Bytes,
  value: StringValue | undefined,
  initial: Bytes,
): ByteString {
  if (value instanceof ByteString) {
    value.encoding = "raw";
    return value;
  }
  const string = new ByteString(value?.value ?? initial);
  db.put(key, string);
  return string;
}
