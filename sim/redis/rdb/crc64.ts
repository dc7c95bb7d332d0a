import type { Bytes } from "../bytes.ts";

/** The checksum of dumps: CRC-64 as Jones defines it, with reflected bits. As eight bytes, the lowest first. */
export function crc64(bytes: Bytes): Bytes {
  let low = 0;
  let high = 0;
  for (let i = 0; i < bytes.length; i++) {
    const index = (low ^ bytes.charCodeAt(i)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ lowTable[index]!;
    high = (high >>> 8) ^ highTable[index]!;
  }
  return word(low) + word(high);
}

/** 0xad93d23594c935a9 with its bits in reverse. */
const polynomialHigh = 0x95ac_9329 | 0;
const polynomialLow = 0xac4b_c9b5 | 0;
const lowTable = new Int32Array(256);
const highTable = new Int32Array(256);

for (let byte = 0; byte < 256; byte++) {
  let low = byte;
  let high = 0;
  for (let bit = 0; bit < 8; bit++) {
    const divides = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (!divides) continue;
    low ^= polynomialLow;
    high ^= polynomialHigh;
  }
  lowTable[byte] = low;
  highTable[byte] = high;
}

function word(value: number): Bytes {
  return String.fromCharCode(
    value & 0xff,
    (value >>> 8) & 0xff,
    (value >>> 16) & 0xff,
    value >>> 24,
  );
}
