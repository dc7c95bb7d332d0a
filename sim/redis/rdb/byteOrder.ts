import type { Bytes } from "../bytes.ts";

/** The lowest `size` bytes of a whole number, the lowest first; negative ones in two's complement. */
export function littleEndian(value: number | bigint, size: number): Bytes {
  let rest = BigInt.asUintN(8 * size, BigInt(value));
  let bytes = "";
  for (let i = 0; i < size; i++) {
    bytes += String.fromCharCode(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return bytes;
}

/** As `littleEndian`, the highest byte first. */
export function bigEndian(value: number | bigint, size: number): Bytes {
  return littleEndian(value, size).split("").toReversed().join("");
}

/** At most six bytes, which a number holds. Bytes beyond the end count as 0. */
export function unsignedLittleEndian(bytes: Bytes, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes.charCodeAt(at + i) || 0);
  return value;
}

/** A bigint where a number would be rounded. */
export function signedLittleEndian(bytes: Bytes, at: number, size: number): number | bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes.charCodeAt(at + i) || 0);
  const signed = BigInt.asIntN(8 * size, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/** All of the bytes, as a number without a sign. */
export function unsignedBigEndian(bytes: Bytes): bigint {
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) value = (value << 8n) | BigInt(bytes.charCodeAt(i));
  return value;
}
