import type { Bytes } from "../bytes.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import { littleEndian, signedLittleEndian, unsignedLittleEndian } from "./byteOrder.ts";

const headerSize = 6;
const endMark = "\xff";
/** The header has 16 bits for the count; this one says that it does not know. */
const countUnknown = 65_535;

/** A listpack of the elements that `listpackText` and `listpackInteger` made. */
export function listpackOf(elements: readonly Bytes[]): Bytes {
  const body = elements.join("");
  const count = Math.min(elements.length, countUnknown);
  return littleEndian(headerSize + body.length + 1, 4) + littleEndian(count, 2) + body + endMark;
}

/** One element: a whole number where the text is one. */
export function listpackText(text: Bytes): Bytes {
  const integer = parseInt64(text);
  if (integer !== null) return listpackInteger(integer);
  const { length } = text;
  const header =
    length < 64
      ? String.fromCharCode(0x80 | length)
      : length < 4096
        ? String.fromCharCode(0xe0 | (length >> 8), length & 0xff)
        : "\xf0" + littleEndian(length, 4);
  return withBackLength(header + text);
}

/** One element that is a number of 64 bits with a sign. */
export function listpackInteger(value: number | bigint): Bytes {
  if (value >= 0 && value <= 127) return withBackLength(String.fromCharCode(Number(value)));
  if (value >= -4096 && value <= 4095) {
    const bits = Number(value) & 0x1fff;
    return withBackLength(String.fromCharCode(0xc0 | (bits >> 8), bits & 0xff));
  }
  if (value >= -(2 ** 15) && value < 2 ** 15)
    return withBackLength("\xf1" + littleEndian(value, 2));
  if (value >= -(2 ** 23) && value < 2 ** 23)
    return withBackLength("\xf2" + littleEndian(value, 3));
  if (value >= -(2 ** 31) && value < 2 ** 31)
    return withBackLength("\xf3" + littleEndian(value, 4));
  return withBackLength("\xf4" + littleEndian(value, 8));
}

/**
 * The elements as texts; null when the bytes are no listpack. Stricter than Redis with its default
 * `sanitize-dump-payload no`, which looks at the header only and may crash later.
 */
export function readListpack(bytes: Bytes): Bytes[] | null {
  if (bytes.length < headerSize + 1 || unsignedLittleEndian(bytes, 0, 4) !== bytes.length)
    return null;
  if (!bytes.endsWith(endMark)) return null;
  const elements: Bytes[] = [];
  const end = bytes.length - 1;
  let at = headerSize;
  while (at < end) {
    const element = readElement(bytes, at);
    if (element === null) return null;
    const next = at + element.size + backLengthOf(element.size).length;
    if (next > end || bytes.slice(at + element.size, next) !== backLengthOf(element.size))
      return null;
    elements.push(element.text);
    at = next;
  }
  const count = unsignedLittleEndian(bytes, 4, 2);
  return count === countUnknown || count === elements.length ? elements : null;
}

function readElement(
  bytes: Bytes,
  at: number,
): { readonly text: Bytes; readonly size: number } | null {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { text: String(first), size: 1 };
  const textOf = (header: number, length: number) => ({
    text: bytes.slice(at + header, at + header + length),
    size: header + length,
  });
  if (first < 0xc0) return textOf(1, first & 0x3f);
  if (first < 0xe0) {
    const bits = ((first & 0x1f) << 8) | bytes.charCodeAt(at + 1);
    return { text: String(bits >= 4096 ? bits - 8192 : bits), size: 2 };
  }
  if (first < 0xf0) return textOf(2, ((first & 0x0f) << 8) | bytes.charCodeAt(at + 1));
  if (first === 0xf0) return textOf(5, unsignedLittleEndian(bytes, at + 1, 4));
  const size = integerSizes.get(first);
  return size === undefined
    ? null
    : { text: String(signedLittleEndian(bytes, at + 1, size)), size: 1 + size };
}

const integerSizes: ReadonlyMap<number, number> = new Map([
  [0xf1, 2],
  [0xf2, 3],
  [0xf3, 4],
  [0xf4, 8],
]);

function withBackLength(element: Bytes): Bytes {
  return element + backLengthOf(element.length);
}

/** The size of an element, to be read from its end: seven bits to a byte, all but the first one marked. */
function backLengthOf(size: number): Bytes {
  if (size <= 127) return String.fromCharCode(size);
  // Redis compares with "<" where "<=" would do, so the largest of each length takes one byte more.
  const bytes = size < 16_383 ? 2 : size < 2_097_151 ? 3 : size < 268_435_455 ? 4 : 5;
  let text = "";
  for (let i = bytes - 1; i >= 0; i--) {
    const bits = Math.floor(size / 2 ** (7 * i)) & 0x7f;
    text += String.fromCharCode(i === bytes - 1 ? bits : bits | 0x80);
  }
  return text;
}
