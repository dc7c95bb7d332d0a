import type { Bytes } from "../bytes.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";

/** The number of a bit within the 512 MB that a string may have. */
export function parseBitOffset(text: Bytes): number | ErrorReply {
  return checked(parseInt64(text));
}

/** As BITFIELD takes them: "#3" is the place of the fourth integer of so many bits. */
export function parseFieldOffset(text: Bytes, bits: number): number | ErrorReply {
  if (!text.startsWith("#")) return parseBitOffset(text);
  const position = parseInt64(text.slice(1));
  return checked(position === null ? null : BigInt.asIntN(64, BigInt(position) * BigInt(bits)));
}

const bitsMax = 2 ** 32;

function checked(offset: number | bigint | null): number | ErrorReply {
  return offset === null || offset < 0 || offset >= bitsMax ? notAnOffset : Number(offset);
}

const notAnOffset = { error: "ERR bit offset is not an integer or out of range" };
