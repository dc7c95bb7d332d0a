import type { Bytes } from "../bytes.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";

/** The number of a bit within the bytes that a string may have: proto-max-bulk-len. */
export function parseBitOffset(text: Bytes, bytesMax: number): number | ErrorReply {
  return checked(parseInt64(text), bytesMax);
}

/** As BITFIELD takes them: "#3" is the place of the fourth integer of so many bits. */
export function parseFieldOffset(text: Bytes, bits: number, bytesMax: number): number | ErrorReply {
  if (!text.startsWith("#")) return parseBitOffset(text, bytesMax);
  const position = parseInt64(text.slice(1));
  const offset = position === null ? null : BigInt.asIntN(64, BigInt(position) * BigInt(bits));
  return checked(offset, bytesMax);
}

function checked(offset: number | bigint | null, bytesMax: number): number | ErrorReply {
  return offset === null || offset < 0 || offset >= 8 * bytesMax ? notAnOffset : Number(offset);
}

const notAnOffset = { error: "ERR bit offset is not an integer or out of range" };
