import type { Context } from "../context.ts";
import { wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { ByteString } from "../keyspace/byteString.ts";
import { writableString } from "./writableString.ts";

/** Redis allows 512 MB; V8 stops just below. */
const stringBytesMax = 512 * 1024 * 1024 - 32;

/**
 * The string at argv[1] with room for a bit, created or lengthened where it must be. `grew` says so: that alone is a
 * change of the key.
 */
export function writableBits(
  context: Context,
  lastBit: number,
): { readonly string: ByteString; readonly grew: boolean } | ErrorReply {
  const key = context.arg(1);
  const value = context.db.get(key);
  if (value !== undefined && value.kind !== "string") return wrongType;
  const length = Math.floor(lastBit / 8) + 1;
  if (length > stringBytesMax) return context.unsupported("a string of 512 MB");
  const string = writableString(context.db, key, value, "");
  return { string, grew: string.grow(length) };
}
