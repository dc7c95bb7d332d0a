import type { Bytes } from "../bytes.ts";

/** What C's strtod reads from a place in a text: the longest number there, and where it ends. Null when there is none. */
export function parseStrtod(
  text: Bytes,
  at: number,
): { readonly value: number; readonly end: number } | null {
  const match = matchAt(special, text, at) ?? matchAt(decimal, text, at);
  if (match === null) return null;
  const [whole, sign, hexWhole = "", hexFraction = "", binaryPower = "0", word] = match;
  const end = at + whole.length;
  const factor = sign === "-" ? -1 : 1;
  if (word !== undefined) return { value: /^i/i.test(word) ? factor * Infinity : Number.NaN, end };
  if (match.length === 1) return { value: Number(whole), end };
  const digits = Number(BigInt(`0x${hexWhole}${hexFraction}`));
  return { value: factor * digits * 2 ** (Number(binaryPower) - 4 * hexFraction.length), end };
}

function matchAt(pattern: RegExp, text: Bytes, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const decimal = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const special =
  /([-+]?)(?:0x(?=\.?[\da-f])([\da-f]*)\.?([\da-f]*)(?:p([-+]?\d+))?|(inf(?:inity)?|nan(?:\(\w*\))?))/iy;
