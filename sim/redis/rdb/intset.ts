import type { Bytes } from "../bytes.ts";
import { littleEndian, signedLittleEndian, unsignedLittleEndian } from "./byteOrder.ts";

const headerSize = 8;

/** The bytes of Redis' intset: numbers of equal width in their order. */
export function intsetOf(members: readonly Bytes[], width: number): Bytes {
  const numbers = members.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const contents = numbers.map((number) => littleEndian(number, width));
  return littleEndian(width, 4) + littleEndian(numbers.length, 4) + contents.join("");
}

/** The members as texts, and how wide each of them is; null when it is no intset. */
export function readIntset(
  bytes: Bytes,
): { readonly members: Bytes[]; readonly width: number } | null {
  if (bytes.length < headerSize) return null;
  const width = unsignedLittleEndian(bytes, 0, 4);
  const count = unsignedLittleEndian(bytes, 4, 4);
  if (width !== 2 && width !== 4 && width !== 8) return null;
  if (count === 0 || headerSize + count * width !== bytes.length) return null;
  const members = Array.from({ length: count }, (_, index) =>
    String(signedLittleEndian(bytes, headerSize + index * width, width)),
  );
  return { members, width };
}
