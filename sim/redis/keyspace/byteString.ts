import type { Bytes } from "../bytes.ts";
import type { StringValue } from "./value.ts";

/**
 * A string that is written to in place, as bitmaps are: SETBIT on a megabyte must not copy a megabyte.
 *
 * To all who read or replace `value` it is a string like any other; the text is made when somebody asks for it.
 */
export class ByteString implements StringValue {
  readonly kind = "string";
  encoding: StringValue["encoding"] = "raw";
  used = 0;
  #bytes: Buffer;
  #length: number;
  #text: Bytes | null;

  constructor(text: Bytes) {
    this.#bytes = Buffer.from(text, "latin1");
    this.#length = text.length;
    this.#text = text;
  }

  get value(): Bytes {
    this.#text ??= this.#bytes.toString("latin1", 0, this.#length);
    return this.#text;
  }

  set value(text: Bytes) {
    this.#bytes = Buffer.from(text, "latin1");
    this.#length = text.length;
    this.#text = text;
  }

  get length(): number {
    return this.#length;
  }

  /** @param index below `length`. */
  at(index: number): number {
    return this.#bytes[index]!;
  }

  /** @param index below `length`. */
  write(index: number, byte: number): void {
    this.#bytes[index] = byte;
    this.#text = null;
  }

  /** Puts other bytes in the place of some. */
  splice(at: number, removed: number, inserted: Bytes): void {
    const before = this.#length;
    const after = before - removed + inserted.length;
    if (after > before) this.grow(after);
    this.#bytes.copyWithin(at + inserted.length, at + removed, before);
    this.#bytes.write(inserted, at, "latin1");
    this.#length = after;
    this.#text = null;
  }

  /** Appends zeros until it has so many bytes. False when it had them already. */
  grow(length: number): boolean {
    if (length <= this.#length) return false;
    if (length > this.#bytes.length) {
      const spare = Math.min(this.#length, spareBytesMax);
      const roomier = Buffer.alloc(length + spare);
      this.#bytes.copy(roomier, 0, 0, this.#length);
      this.#bytes = roomier;
    }
    this.#length = length;
    this.#text = null;
    return true;
  }
}

const spareBytesMax = 1024 * 1024;

/** The bytes of any string value, to read by position. */
export type ReadableBytes = { readonly length: number; readonly at: (index: number) => number };

/** A key that is not there reads as no bytes at all. */
export function bytesOf(value: StringValue | undefined): ReadableBytes {
  if (value instanceof ByteString) return value;
  const text = value?.value ?? "";
  return { length: text.length, at: (index) => text.charCodeAt(index) };
}
