import type { Bytes } from "../bytes.ts";

/**
 * A score or other float argument: what C's strtod reads, the whole text of it. Null for blanks in front, for nan, and for
 * what a double cannot hold, which Redis refuses instead of rounding to infinity or zero.
 */
export function parseDouble(text: Bytes): number | null {
  const plain = parseInteger15(text);
  if (plain !== null) return plain;
  if (decimal.test(text)) {
    const value = Number(text);
    if (value === Infinity || value === -Infinity) return null;
    return value === 0 && /[1-9]/.test(text.replace(/e.*/i, "")) ? null : value;
  }
  return parseInfinity(text) ?? parseHexDouble(text);
}

/**
 * One end of a score range. Redis reads these with a bare strtod: blanks in front and the empty text (zero) pass, and what
 * a double cannot hold becomes infinity or zero.
 */
export function parseBound(text: Bytes): number | null {
  // What schedulers and queues ask for.
  if (text === "-inf") return -Infinity;
  if (text === "+inf") return Infinity;
  const plain = parseInteger15(text);
  if (plain !== null) return plain;
  const end = text.indexOf("\0"); // A C string ends there.
  const trimmed = (end === -1 ? text : text.slice(0, end)).replace(/^[\t-\r ]+/, "");
  if (trimmed === "") return end === -1 && text !== "" ? null : 0;
  if (decimal.test(trimmed)) return Number(trimmed);
  return parseInfinity(trimmed) ?? parseHexDouble(trimmed);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The usual score: at most fifteen digits, no dot. */
function parseInteger15(text: Bytes): number | null {
  if (text.length === 0 || text.length > 15) return null;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

function parseInfinity(text: Bytes): number | null {
  const match = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (match === null) return null;
  return match[1] === "-" ? -Infinity : Infinity;
}

/** "0x1.8p1" is 3. Exact below 2^53, which is as far as anybody was seen to go. */
function parseHexDouble(text: Bytes): number | null {
  const match = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}
