import type { Bytes } from "../bytes.ts";
import { littleEndian, signedLittleEndian, unsignedLittleEndian } from "./byteOrder.ts";

const headerSize = 8;

/** The bytes of Redis' intset: numbers of equal width in their order. */
export function intsetOf(members: readonly Bytes[]): Bytes {
  const numbers = members.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const width = numbers.some((number) => number !== BigInt.asIntN(32, number))
    ? 8
    : numbers.some((number) => number !== BigInt.asIntN(16, number))
      ? 4
      : 2;
  const contents = numbers.map((number) => littleEndian(number, width));
  return littleEndian(width, 4) + littleEndian(numbers.length, 4) + contents.join("");
}

/** The members as texts; null when it is no intset. */
export function readIntset(bytes: Bytes): Bytes[] | null {
  if (bytes.length < headerSize) return null;
  const width = unsignedLittleEndian(bytes, 0, 4);
  const count = unsignedLittleEndian(bytes, 4, 4);
  if (width !== 2 && width !== 4 && width !== 8) return null;
  if (count === 0 || headerSize + count * width !== bytes.length) return null;
  return Array.from({ length: count }, (_, index) =>
    String(signedLittleEndian(bytes, headerSize + index * width, width)),
  );
}
