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
  return fromWords(high(ms), low(ms), high(sequence), low(sequence));
}

/** As replies show it: "1700000000000-0". */
export function formatStreamId(id: StreamId): Bytes {
  return `${decodeHalf(id, 0)}-${decodeHalf(id, 8)}`;
}

/** The smallest id that comes after; undefined after the largest. */
export function idAfter(id: StreamId): StreamId | undefined {
  const [a, b, c, d] = [word(id, 0), word(id, 4), word(id, 8), word(id, 12)];
  if (d < wordMax) return fromWords(a, b, c, d + 1);
  if (c < wordMax) return fromWords(a, b, c + 1, 0);
  if (b < wordMax) return fromWords(a, b + 1, 0, 0);
  return a < wordMax ? fromWords(a + 1, 0, 0, 0) : undefined;
}

/** The largest id that comes before; undefined before the smallest. */
export function idBefore(id: StreamId): StreamId | undefined {
  const [a, b, c, d] = [word(id, 0), word(id, 4), word(id, 8), word(id, 12)];
  if (d > 0) return fromWords(a, b, c, d - 1);
  if (c > 0) return fromWords(a, b, c - 1, wordMax);
  if (b > 0) return fromWords(a, b - 1, wordMax, wordMax);
  return a > 0 ? fromWords(a - 1, wordMax, wordMax, wordMax) : undefined;
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

const wordMax = 2 ** 32 - 1;

function high(value: number | bigint): number {
  return typeof value === "number" ? Math.floor(value / 2 ** 32) : Number(value >> 32n);
}

function low(value: number | bigint): number {
  return typeof value === "number" ? value % 2 ** 32 : Number(value & 0xffff_ffffn);
}

/** In one call: a string that is put together of two has to be copied before it can be compared. */
function fromWords(a: number, b: number, c: number, d: number): StreamId {
  return String.fromCharCode(
    a >>> 24,
    (a >>> 16) & 0xff,
    (a >>> 8) & 0xff,
    a & 0xff,
    b >>> 24,
    (b >>> 16) & 0xff,
    (b >>> 8) & 0xff,
    b & 0xff,
    c >>> 24,
    (c >>> 16) & 0xff,
    (c >>> 8) & 0xff,
    c & 0xff,
    d >>> 24,
    (d >>> 16) & 0xff,
    (d >>> 8) & 0xff,
    d & 0xff,
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
