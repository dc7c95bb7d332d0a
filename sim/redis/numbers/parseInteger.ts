import type { Bytes } from "../bytes.ts";

/**
 * A whole number as Redis reads its arguments and counters: no plus sign, no blanks, no leading zeros, no "-0", within 64
 * bits. Beyond 2^53 the result is rounded; where the last digit matters use `parseInt64`.
 */
export function parseInteger(text: Bytes): number | null {
  const length = text.length;
  if (length === 0 || length > 20) return null;
  let at = 0;
  const negative = text.charCodeAt(0) === minus;
  if (negative) at = 1;
  let code = text.charCodeAt(at);
  if (code === zero) return length === 1 ? 0 : null;
  if (at === length) return null;
  let value = 0;
  for (; at < length; at++) {
    code = text.charCodeAt(at);
    if (code < zero || code > nine) return null;
    value = value * 10 + (code - zero);
  }
  if (length <= 15) return negative ? -value : value;
  // The sum above has rounded at every step; this rounds once.
  return length < 19 || isInt64(BigInt(text)) ? Number(text) : null;
}

/** As `parseInteger`, exactly: a bigint where a number would be rounded. */
export function parseInt64(text: Bytes): number | bigint | null {
  const value = parseInteger(text);
  return value === null || Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Whether 64 bits hold it. */
export function isInt64(value: bigint): boolean {
  return value === BigInt.asIntN(64, value);
}

const minus = 45;
const zero = 48;
const nine = 57;
