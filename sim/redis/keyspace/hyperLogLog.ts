import type { Bytes } from "../bytes.ts";
import { murmurHash64 } from "../numbers/murmurHash64.ts";
import type { ByteString, ReadableBytes } from "./byteString.ts";
import { addToSparse, sparseRuns } from "./sparseRegisters.ts";

/**
 * A HyperLogLog as Redis keeps it in a string, byte for byte: "HYLL", the encoding, three zeros, the cached count in
 * eight bytes, and 16384 registers, either run by run or packed into six bits each.
 */
export const registersMax = 16_384;
export const headerBytes = 16;
const denseBytes = headerBytes + (registersMax * 6) / 8;
const emptySparse = "\x7f\xff"; // One run of 16384 zeros.

export const emptyHyperLogLog: Bytes = `HYLL\x01${"\0".repeat(11)}${emptySparse}`;

/** Whether the bytes can be one at all. */
export function isHyperLogLog(bytes: ReadableBytes): boolean {
  if (bytes.length < headerBytes) return false;
  for (let i = 0; i < 4; i++) if (bytes.at(i) !== "HYLL".charCodeAt(i)) return false;
  return bytes.at(4) === 1 || (bytes.at(4) === 0 && bytes.length === denseBytes);
}

export function isDense(bytes: ReadableBytes): boolean {
  return bytes.at(4) === 0;
}

/** The count as it was last computed; null when registers changed since. */
export function cachedCount(bytes: ReadableBytes): bigint | null {
  if (bytes.at(15) >= 0x80) return null;
  let count = 0n;
  for (let i = 15; i >= 8; i--) count = (count << 8n) | BigInt(bytes.at(i));
  return count;
}

export function cacheCount(string: ByteString, count: number): void {
  for (let i = 0, rest = BigInt(count); i < 8; i++, rest >>= 8n)
    string.write(8 + i, Number(rest & 0xffn));
}

export function forgetCount(string: ByteString): void {
  string.write(15, string.at(15) | 0x80);
}

/** All registers; null when the runs do not add up, which Redis calls corrupted. */
export function readRegisters(bytes: ReadableBytes): Uint8Array | null {
  const registers = new Uint8Array(registersMax);
  if (isDense(bytes)) {
    for (let i = 0, at = headerBytes; i < registersMax; i += 4, at += 3) {
      // Four registers are three bytes.
      const [first, second, third] = [bytes.at(at), bytes.at(at + 1), bytes.at(at + 2)];
      registers[i] = first & 63;
      registers[i + 1] = ((first >> 6) | (second << 2)) & 63;
      registers[i + 2] = ((second >> 4) | (third << 4)) & 63;
      registers[i + 3] = third >> 2;
    }
    return registers;
  }
  let index = 0;
  for (const { value, length } of sparseRuns(bytes, headerBytes)) {
    if (value !== 0) {
      if (index + length > registersMax) break;
      registers.fill(value, index, index + length);
    }
    index += length;
  }
  return index === registersMax ? registers : null;
}

/**
 * Counts an element: whether a register grew; null when the bytes are corrupted.
 *
 * @param sparseBytesMax the configuration's hll-sparse-max-bytes: what would take more becomes dense.
 */
export function addElement(
  string: ByteString,
  element: Bytes,
  sparseBytesMax: number,
): boolean | null {
  const hash = murmurHash64(element);
  const index = Number(hash & 0x3fffn);
  const low = Number((hash >> 14n) & 0xffff_ffffn);
  const high = Number(hash >> 46n) | (1 << 18);
  const zeros = low === 0 ? 32 + trailingZeros(high) : trailingZeros(low);
  return raiseRegister(string, index, zeros + 1, sparseBytesMax);
}

/** Of a number of 32 bits that is not zero. */
const trailingZeros = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** Makes a register at least so large: whether it was smaller; null when the bytes are corrupted. */
export function raiseRegister(
  string: ByteString,
  index: number,
  value: number,
  sparseBytesMax: number,
): boolean | null {
  if (!isDense(string)) {
    const added = addToSparse(string, headerBytes, index, value, sparseBytesMax);
    if (added !== "full") return added;
    if (!makeDense(string)) return null;
  }
  if (denseRegister(string, index) >= value) return false;
  writeDense(string, index, value);
  return true;
}

/** False when the bytes are corrupted. The cached count stays what it was. */
export function makeDense(string: ByteString): boolean {
  if (isDense(string)) return true;
  const registers = readRegisters(string);
  if (registers === null) return false;
  string.value = `HYLL\0${string.value.slice(5, headerBytes)}${"\0".repeat(denseBytes - headerBytes)}`;
  for (let index = 0; index < registersMax; index++) {
    const value = registers[index]!;
    if (value > 0) writeDense(string, index, value);
  }
  return true;
}

function denseRegister(bytes: ReadableBytes, index: number): number {
  const at = headerBytes + Math.floor((index * 6) / 8);
  const shift = (index * 6) % 8;
  const next = shift > 2 ? bytes.at(at + 1) : 0;
  return ((bytes.at(at) >> shift) | (next << (8 - shift))) & 63;
}

function writeDense(string: ByteString, index: number, value: number): void {
  const at = headerBytes + Math.floor((index * 6) / 8);
  const shift = (index * 6) % 8;
  string.write(at, (string.at(at) & ~(63 << shift) & 0xff) | ((value << shift) & 0xff));
  if (shift > 2)
    string.write(at + 1, (string.at(at + 1) & ~(63 >> (8 - shift))) | (value >> (8 - shift)));
}

/** The estimate, by Otmar Ertl's formula as Redis computes it. */
export function estimateCount(registers: Uint8Array): number {
  const q = 50;
  const histogram = Array.from({ length: 64 }, () => 0);
  for (const value of registers) histogram[value]!++;
  let z = registersMax * tau((registersMax - histogram[q + 1]!) / registersMax);
  for (let i = q; i >= 1; i--) z = (z + histogram[i]!) * 0.5;
  z += registersMax * sigma(histogram[0]! / registersMax);
  return Math.round((0.7213475204444817 * registersMax * registersMax) / z);
}

function sigma(given: number): number {
  if (given === 1) return Infinity;
  let [x, y, z, before] = [given, 1, given, NaN];
  while (before !== z) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(given: number): number {
  if (given === 0 || given === 1) return 0;
  let [x, y, z, before] = [given, 1, 1 - given, NaN];
  while (before !== z) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
