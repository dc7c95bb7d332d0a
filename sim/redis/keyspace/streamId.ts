import type { Bytes } from "../bytes.ts";

/**
 * The id of a stream entry: 16 bytes, first the milliseconds and then the sequence number, both big-endian.
 *
 * Such strings compare as the ids do, serve as keys of a Map, and hold all of the 64 bits that a number cannot.
 */
export type StreamId = Bytes;

export const zeroId: StreamId = "\0".repeat(16);
export const maxId: StreamId = "\xff".repeat(16);
const maxSequence = "\xff".repeat(8);

export function encodeStreamId(ms: number | bigint, sequence: number | bigint): StreamId {
  return encodeHalf(ms) + encodeHalf(sequence);
}

/** As replies show it: "1700000000000-0". */
export function formatStreamId(id: StreamId): Bytes {
  return `${decodeHalf(id, 0)}-${decodeHalf(id, 8)}`;
}

/** The smallest id that comes after; undefined after the largest. */
export function idAfter(id: StreamId): StreamId | undefined {
  for (let at = 15; at >= 0; at--) {
    const code = id.charCodeAt(at);
    if (code < 0xff) return id.slice(0, at) + String.fromCharCode(code + 1) + zeroId.slice(at + 1);
  }
  return undefined;
}

/** The largest id that comes before; undefined before the smallest. */
export function idBefore(id: StreamId): StreamId | undefined {
  for (let at = 15; at >= 0; at--) {
    const code = id.charCodeAt(at);
    if (code > 0) return id.slice(0, at) + String.fromCharCode(code - 1) + maxId.slice(at + 1);
  }
  return undefined;
}

/** The next sequence number of the same millisecond; undefined when there is none. */
export function nextInMillisecond(id: StreamId): StreamId | undefined {
  return id.endsWith(maxSequence) ? undefined : idAfter(id);
}

export function sameMillisecond(a: StreamId, b: StreamId): boolean {
  return a.slice(0, 8) === b.slice(0, 8);
}

/** How far each half of an id is from that of a base, which may be less for the sequence: a signed 64-bit number. */
export function distances(
  id: StreamId,
  base: StreamId,
): readonly [ms: number | bigint, sequence: number | bigint] {
  return [distance(id, base, 0), distance(id, base, 8)];
}

function distance(id: StreamId, base: StreamId, at: number): number | bigint {
  const [a, b] = [decodeHalf(id, at), decodeHalf(base, at)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  return BigInt.asIntN(64, BigInt(a) - BigInt(b));
}

function encodeHalf(value: number | bigint): Bytes {
  const high =
    typeof value === "number" ? Math.floor(value / 2 ** 32) : Number(BigInt(value) >> 32n);
  const low = typeof value === "number" ? value % 2 ** 32 : Number(value & 0xffff_ffffn);
  return String.fromCharCode(
    high >>> 24,
    (high >>> 16) & 0xff,
    (high >>> 8) & 0xff,
    high & 0xff,
    low >>> 24,
    (low >>> 16) & 0xff,
    (low >>> 8) & 0xff,
    low & 0xff,
  );
}

function decodeHalf(id: StreamId, at: number): number | bigint {
  const high = word(id, at);
  const low = word(id, at + 4);
  return high < 2 ** 21 ? high * 2 ** 32 + low : (BigInt(high) << 32n) + BigInt(low);
}

function word(id: StreamId, at: number): number {
  return (
    id.charCodeAt(at) * 2 ** 24 +
    ((id.charCodeAt(at + 1) << 16) | (id.charCodeAt(at + 2) << 8) | id.charCodeAt(at + 3))
  );
}
