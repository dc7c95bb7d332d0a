import { allocatedSize } from "./allocatedSize.ts";

/** The bytes that Redis allocates for a text of its own: a header that fits the length, the bytes, and a NUL. */
export function textSize(length: number): number {
  const header = length === 0 ? 3 : length < 32 ? 1 : length < 256 ? 3 : length < 65_536 ? 5 : 9;
  return allocatedSize(header + length + 1);
}
