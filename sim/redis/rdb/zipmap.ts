import type { Bytes } from "../bytes.ts";
import { unsignedLittleEndian } from "./byteOrder.ts";

/** The fields and values of a zipmap, which Redis wrote before version 2.6, one after the other; null when it is none. */
export function readZipmap(bytes: Bytes): Bytes[] | null {
  if (bytes.length < 2 || !bytes.endsWith("\xff")) return null;
  const end = bytes.length - 1;
  const elements: Bytes[] = [];
  let at = 1;
  while (at < end) {
    const isValue = elements.length % 2 === 1;
    const first = bytes.charCodeAt(at);
    const headerSize = first < 254 ? 1 : 5;
    if (first === 255) return null;
    const length = headerSize === 1 ? first : unsignedLittleEndian(bytes, at + 1, 4);
    at += headerSize;
    // A value says how many bytes behind it are free.
    const free = isValue ? bytes.charCodeAt(at++) : 0;
    if (at + length + free > end) return null;
    elements.push(bytes.slice(at, at + length));
    at += length + free;
  }
  const count = bytes.charCodeAt(0);
  if (elements.length % 2 === 1) return null;
  return count >= 254 || count === elements.length / 2 ? elements : null;
}
