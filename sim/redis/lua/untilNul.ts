import type { Bytes } from "../bytes.ts";

/** What C sees of a string: the part before the first NUL. */
export function untilNul(text: Bytes): Bytes {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}
