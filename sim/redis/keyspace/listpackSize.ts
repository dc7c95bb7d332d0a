import type { Bytes } from "../bytes.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";

/** A listpack without elements: its header and its end mark. */
export const emptyListpackSize = 7;

/** The bytes that a text takes in a listpack of Redis 7, which keeps whole numbers as such. */
export function listpackTextSize(text: Bytes): number {
  const integer = parseInt64(text);
  if (integer !== null) return listpackIntegerSize(integer);
  const header = text.length < 64 ? 1 : text.length < 4096 ? 2 : 5;
  return withBackLength(header + text.length);
}

/** The bytes that a signed 64-bit number takes in a listpack. */
export function listpackIntegerSize(value: number | bigint): number {
  if (value >= 0 && value <= 127) return 2;
  if (value >= -4096 && value <= 4095) return 3;
  if (value >= -(2 ** 15) && value < 2 ** 15) return 4;
  if (value >= -(2 ** 23) && value < 2 ** 23) return 5;
  if (value >= -(2 ** 31) && value < 2 ** 31) return 6;
  return 10;
}

/** Each element is followed by its own length, for walking backwards: seven bits to a byte, off by one as in Redis. */
function withBackLength(size: number): number {
  if (size <= 127) return size + 1;
  if (size < 16_383) return size + 2;
  if (size < 2_097_151) return size + 3;
  return size < 268_435_455 ? size + 4 : size + 5;
}
