import type { Bytes } from "../bytes.ts";

/** The lowest bytes of a whole number; C's integers have 64 bits, whatever size is asked for. */
export function packInteger(value: number, size: number, bigEndian: boolean): Bytes {
  let rest = toUint64(value);
  let bytes = "";
  for (let i = 0; i < size; i++) {
    const byte = String.fromCharCode(Number(rest & 0xffn));
    bytes = bigEndian ? byte + bytes : bytes + byte;
    rest >>= 8n;
  }
  return bytes;
}

/** C's casts from a double, as x86 does them with what does not fit. */
function toUint64(value: number): bigint {
  const whole = Math.trunc(value);
  if (whole >= 2 ** 63) return whole < 2 ** 64 ? BigInt(whole) : 0n;
  return whole >= -(2 ** 63) ? BigInt.asUintN(64, BigInt(whole)) : 2n ** 63n;
}

export function unpackInteger(
  data: Bytes,
  at: number,
  size: number,
  bigEndian: boolean,
  signed: boolean,
): number {
  let value = 0n;
  for (let i = 0; i < size; i++)
    value = (value << 8n) | BigInt(data.charCodeAt(at + (bigEndian ? i : size - 1 - i)));
  value = BigInt.asUintN(64, value);
  if (!signed) return Number(value);
  // C shifts by size * 8 - 1, of which x86 sees the lower six bits.
  const mask = BigInt.asUintN(64, -1n << BigInt((size * 8 - 1) & 63));
  return Number(BigInt.asIntN(64, (value & mask) === 0n ? value : value | mask));
}

const scratch = Buffer.alloc(8);

export function packFloat(value: number, letter: "f" | "d", bigEndian: boolean): Bytes {
  if (letter === "f") {
    if (bigEndian) scratch.writeFloatBE(value);
    else scratch.writeFloatLE(value);
    return scratch.toString("latin1", 0, 4);
  }
  if (bigEndian) scratch.writeDoubleBE(value);
  else scratch.writeDoubleLE(value);
  return scratch.toString("latin1", 0, 8);
}

export function unpackFloat(
  data: Bytes,
  at: number,
  letter: "f" | "d",
  bigEndian: boolean,
): number {
  scratch.write(data.slice(at, at + 8), "latin1");
  if (letter === "f") return bigEndian ? scratch.readFloatBE() : scratch.readFloatLE();
  return bigEndian ? scratch.readDoubleBE() : scratch.readDoubleLE();
}
