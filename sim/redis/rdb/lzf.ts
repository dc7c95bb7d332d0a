import type { Bytes } from "../bytes.ts";

const hashBits = 16;
const literalsMax = 1 << 5;
const offsetMax = 1 << 13;
const referenceMax = (1 << 8) + (1 << 3);

/**
 * LibLZF 3.6's compressor, in the variant that Redis builds (HLOG 16, VERY_FAST): the same text gives the same bytes.
 *
 * Null when that takes more than `bytesMax`. Redis leaves the table of positions as the last call left the stack; here it
 * begins empty, which is what a text without an earlier one at the same place sees.
 */
export function lzfCompress(text: Bytes, bytesMax: number): Bytes | null {
  const input = Buffer.from(text, "latin1");
  const end = input.length;
  // A little room for what is written before the bound is looked at.
  const output = Buffer.alloc(bytesMax + 8);
  const positions = new Map<number, number>();
  let at = 0;
  let out = 1;
  let literals = 0;
  if (end === 0 || bytesMax <= 0) return null;

  const threeAt = (i: number): number => (input[i]! << 16) | (input[i + 1]! << 8) | input[i + 2]!;
  while (at < end - 2) {
    const slot = slotOf(threeAt(at));
    const reference = positions.get(slot) ?? 0;
    positions.set(slot, at);
    const offset = at - reference - 1;
    const matches =
      reference > 0 && offset >= 0 && offset < offsetMax && threeAt(reference) === threeAt(at);
    if (!matches) {
      if (out >= bytesMax) return null;
      literals++;
      output[out++] = input[at++]!;
      if (literals === literalsMax) {
        output[out - literals - 1] = literals - 1;
        literals = 0;
        out++;
      }
      continue;
    }
    output[out - literals - 1] = literals - 1;
    if (literals === 0) out--;
    if (out + 3 + 1 >= bytesMax) return null;
    const lengthMax = Math.min(end - at - 2, referenceMax);
    const length = matchLength(input, reference, at, lengthMax) - 2;
    at++;
    if (length < 7) output[out++] = (offset >> 8) + (length << 5);
    else {
      output[out++] = (offset >> 8) + (7 << 5);
      output[out++] = length - 7;
    }
    output[out++] = offset & 0xff;
    literals = 0;
    out++;
    at += length + 1;
    if (at >= end - 2) break;
    positions.set(slotOf(threeAt(at - 2)), at - 2);
    positions.set(slotOf(threeAt(at - 1)), at - 1);
  }
  if (out + 3 > bytesMax) return null;
  while (at < end) {
    literals++;
    output[out++] = input[at++]!;
    if (literals === literalsMax) {
      output[out - literals - 1] = literals - 1;
      literals = 0;
      out++;
    }
  }
  output[out - literals - 1] = literals - 1;
  if (literals === 0) out--;
  return output.toString("latin1", 0, out);
}

/** Null when it is not what a compressor writes, or not as long as it should be. */
export function lzfDecompress(compressed: Bytes, length: number): Bytes | null {
  // Nothing compresses better than 264 bytes in three.
  if (length > compressed.length * referenceMax) return null;
  const output = Buffer.alloc(length);
  let at = 0;
  let out = 0;
  while (at < compressed.length) {
    const control = compressed.charCodeAt(at++);
    if (control < literalsMax) {
      const run = control + 1;
      if (out + run > length || at + run > compressed.length) return null;
      out += output.write(compressed.slice(at, at + run), out, "latin1");
      at += run;
      continue;
    }
    let run = control >> 5;
    if (run === 7) {
      if (at >= compressed.length) return null;
      run += compressed.charCodeAt(at++);
    }
    if (at >= compressed.length) return null;
    let reference = out - ((control & 0x1f) << 8) - 1 - compressed.charCodeAt(at++);
    if (reference < 0 || out + run + 2 > length) return null;
    // Byte by byte: what is repeated may still be in the writing.
    for (let i = 0; i < run + 2; i++) output[out++] = output[reference++]!;
  }
  return out === length ? output.toString("latin1") : null;
}

function slotOf(three: number): number {
  return ((three >>> (24 - hashBits)) - three * 5) & ((1 << hashBits) - 1);
}

/** How many bytes are equal from the two places on, which are equal in three; LibLZF looks at sixteen without a limit. */
function matchLength(input: Buffer, reference: number, at: number, max: number): number {
  let length = 2;
  if (max > 16)
    for (let i = 0; i < 16; i++) {
      length++;
      if (input[reference + length] !== input[at + length]) return length;
    }
  do length++;
  while (length < max && input[reference + length] === input[at + length]);
  return length;
}
