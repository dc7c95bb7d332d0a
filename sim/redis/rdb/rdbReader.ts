import type { Bytes } from "../bytes.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import { signedLittleEndian, unsignedBigEndian } from "./byteOrder.ts";
import { lzfDecompress } from "./lzf.ts";

/** Thrown deep inside of a payload that is broken; `loadValue` and `readLibraries` make a null of it. */
export class CorruptPayload extends Error {}

/** Throws, so that a check can stand in the middle of an expression. */
export function corrupt(what: string): never {
  throw new CorruptPayload(what);
}

/** Reads what the functions of rdbText.ts write, and what older versions of Redis wrote. */
export class RdbReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1).charCodeAt(0);
  }

  take(size: number): Bytes {
    if (size > this.left) corrupt(`${size} bytes where ${this.left} are left`);
    const bytes = this.#bytes.slice(this.#at, this.#at + size);
    this.#at += size;
    return bytes;
  }

  /** Milliseconds as eight bytes, or another number with a sign. */
  int64(): number | bigint {
    return signedLittleEndian(this.take(8), 0, 8);
  }

  double(): number {
    return Buffer.from(this.take(8), "latin1").readDoubleLE();
  }

  /** A double as versions before Redis 4 wrote it: as a text with its length. */
  textDouble(): number {
    const length = this.byte();
    if (length === 255) return -Infinity;
    if (length === 254) return Infinity;
    if (length === 253) return NaN;
    return parseDouble(this.take(length)) ?? corrupt("a score that is no number");
  }

  /** A length of 64 bits. */
  length64(): bigint {
    const { value, encoded } = this.#header();
    return encoded ? corrupt("an encoding where a length should be") : value;
  }

  /** A length that can be that of something in memory. */
  length(): number {
    const value = this.length64();
    return value < 2n ** 32n ? Number(value) : corrupt("a length beyond what memory holds");
  }

  text(): Bytes {
    const { value, encoded } = this.#header();
    if (!encoded) {
      if (value > BigInt(this.left)) corrupt("a text that is longer than the payload");
      return this.take(Number(value));
    }
    if (value === 3n) {
      const compressedSize = this.length();
      const size = this.length();
      return lzfDecompress(this.take(compressedSize), size) ?? corrupt("a broken compression");
    }
    const size = integerSizes[Number(value)] ?? corrupt("an unknown encoding of a text");
    return String(signedLittleEndian(this.take(size), 0, size));
  }

  #header(): { readonly value: bigint; readonly encoded: boolean } {
    const first = this.byte();
    const rest = first & 0x3f;
    switch (first >> 6) {
      case 0:
        return { value: BigInt(rest), encoded: false };
      case 1:
        return { value: BigInt((rest << 8) | this.byte()), encoded: false };
      case 3:
        return { value: BigInt(rest), encoded: true };
      default:
        if (first === 0x80) return { value: unsignedBigEndian(this.take(4)), encoded: false };
        if (first === 0x81) return { value: unsignedBigEndian(this.take(8)), encoded: false };
        return corrupt("an unknown form of a length");
    }
  }
}

/** Of texts that are numbers, by their encoding. */
const integerSizes: readonly number[] = [1, 2, 4];
