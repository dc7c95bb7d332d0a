import type { Bytes } from "../bytes.ts";
import { signedLittleEndian, unsignedBigEndian, unsignedLittleEndian } from "./byteOrder.ts";

const headerSize = 10;
const countUnknown = 65_535;

/** The elements of a ziplist, which Redis wrote before version 7, as texts; null when the bytes are none. */
export function readZiplist(bytes: Bytes): Bytes[] | null {
  if (bytes.length < headerSize + 1 || unsignedLittleEndian(bytes, 0, 4) !== bytes.length)
    return null;
  if (!bytes.endsWith("\xff")) return null;
  const end = bytes.length - 1;
  const elements: Bytes[] = [];
  let at = headerSize;
  let lastAt = headerSize;
  let previousSize = 0;
  while (at < end) {
    const sizeOfPrevious = bytes.charCodeAt(at) < 254 ? 1 : 5;
    const previous =
      sizeOfPrevious === 1 ? bytes.charCodeAt(at) : unsignedLittleEndian(bytes, at + 1, 4);
    if (previous !== previousSize) return null;
    const element = readElement(bytes, at + sizeOfPrevious);
    if (element === null) return null;
    const size = sizeOfPrevious + element.size;
    if (at + size > end) return null;
    elements.push(element.text);
    lastAt = at;
    previousSize = size;
    at += size;
  }
  if (unsignedLittleEndian(bytes, 4, 4) !== lastAt) return null;
  const count = unsignedLittleEndian(bytes, 8, 2);
  return count === countUnknown || count === elements.length ? elements : null;
}

function readElement(
  bytes: Bytes,
  at: number,
): { readonly text: Bytes; readonly size: number } | null {
  const first = bytes.charCodeAt(at);
  const textOf = (header: number, length: number) => ({
    text: bytes.slice(at + header, at + header + length),
    size: header + length,
  });
  switch (first >> 6) {
    case 0:
      return textOf(1, first);
    case 1:
      return textOf(2, ((first & 0x3f) << 8) | bytes.charCodeAt(at + 1));
    case 2:
      return textOf(5, Number(unsignedBigEndian(bytes.slice(at + 1, at + 5))));
  }
  if (first >= 0xf1 && first <= 0xfd) return { text: String((first & 0x0f) - 1), size: 1 };
  const size = integerSizes.get(first);
  return size === undefined
    ? null
    : { text: String(signedLittleEndian(bytes, at + 1, size)), size: 1 + size };
}

const integerSizes: ReadonlyMap<number, number> = new Map([
  [0xc0, 2],
  [0xd0, 4],
  [0xe0, 8],
  [0xf0, 3],
  [0xfe, 1],
]);
