import type { Bytes } from "../bytes.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import { bigEndian, littleEndian } from "./byteOrder.ts";
import { lzfCompress } from "./lzf.ts";

/** A length or a small number, in one to nine bytes. Negative ones as the 64 bits that they are. */
export function rdbLength(length: number | bigint): Bytes {
  if (length >= 0 && length < 64) return String.fromCharCode(Number(length));
  if (length >= 0 && length < 16_384) return bigEndian(0x4000 | Number(length), 2);
  if (length >= 0 && length < 2 ** 32) return "\x80" + bigEndian(length, 4);
  return "\x81" + bigEndian(length, 8);
}

/** A text with its length: as a number of up to 32 bits where it looks like one, else compressed where that is shorter. */
export function rdbText(text: Bytes): Bytes {
  const integer = text.length <= 11 ? parseInt64(text) : null;
  if (typeof integer === "number") {
    if (integer >= -128 && integer <= 127) return "\xc0" + littleEndian(integer, 1);
    if (integer >= -(2 ** 15) && integer < 2 ** 15) return "\xc1" + littleEndian(integer, 2);
    if (integer >= -(2 ** 31) && integer < 2 ** 31) return "\xc2" + littleEndian(integer, 4);
  }
  if (text.length > 20) {
    // Redis asks for a gain of four bytes; the two lengths are not counted.
    const compressed = lzfCompress(text, text.length - 4);
    if (compressed !== null)
      return "\xc3" + rdbLength(compressed.length) + rdbLength(text.length) + compressed;
  }
  return rdbLength(text.length) + text;
}

/** A double as its eight bytes. */
export function rdbDouble(value: number): Bytes {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes.toString("latin1");
}
