import type { Bytes } from "../../sim/redis/bytes.ts";

/** A request as clients send it: an array of bulk strings. */
export function requestBytes(argv: readonly Bytes[]): Bytes {
  let bytes = `*${argv.length}\r\n`;
  for (const part of argv) bytes += `$${part.length}\r\n${part}\r\n`;
  return bytes;
}
