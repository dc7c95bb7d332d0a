import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { notAnInteger } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { StreamEntry } from "../keyspace/stream.ts";
import {
  encodeStreamId,
  formatStreamId,
  idAfter,
  idBefore,
  maxId,
  zeroId,
} from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";

export const invalidId: ErrorReply = {
  error: "ERR Invalid stream ID specified as stream command argument",
};
const invalidStart: ErrorReply = { error: "ERR invalid start ID for the interval" };
const invalidEnd: ErrorReply = { error: "ERR invalid end ID for the interval" };

/** An id as clients give it. `isOpen` when the sequence is left to the stream: "1700000000000-*". */
export type GivenId = { readonly id: StreamId; readonly isOpen: boolean };

const textMax = 127;
const uint64Max = 2n ** 64n - 1n;

/** "ms-sequence" or "ms" or "ms-*"; null for anything else. @param missing the sequence where none is given. */
export function parseGivenId(text: Bytes, missing: number | bigint = 0): GivenId | null {
  if (text.length > textMax) return null;
  const end = text.indexOf("\0"); // A C string ends there.
  const given = end === -1 ? text : text.slice(0, end);
  const dash = given.indexOf("-");
  const ms = parseUint64(dash === -1 ? given : given.slice(0, dash));
  if (ms === null) return null;
  if (dash === -1) return { id: encodeStreamId(ms, missing), isOpen: false };
  const rest = given.slice(dash + 1);
  if (rest === "*") return { id: encodeStreamId(ms, 0), isOpen: true };
  const sequence = parseUint64(rest);
  return sequence === null ? null : { id: encodeStreamId(ms, sequence), isOpen: false };
}

/** One particular entry. */
export function parseExactId(text: Bytes): StreamId | null {
  const given = parseGivenId(text);
  return given === null || given.isOpen ? null : given.id;
}

/** Where a range begins: an id, "-" or "+", and with "(" in front of an id what comes after it. */
export function parseStart(text: Bytes): StreamId | ErrorReply {
  const id = parseBound(text, 0);
  if (id === null) return invalidId;
  return isExclusive(text) ? (idAfter(id) ?? invalidStart) : id;
}

/** Where a range ends. An id without a sequence stands for the whole millisecond. */
export function parseEnd(text: Bytes): StreamId | ErrorReply {
  const id = parseBound(text, uint64Max);
  if (id === null) return invalidId;
  return isExclusive(text) ? (idBefore(id) ?? invalidEnd) : id;
}

/** An id, or the smallest and the largest there is: "-" and "+". */
export function parseBound(text: Bytes, missing: number | bigint): StreamId | null {
  if (text === "-") return zeroId;
  if (text === "+") return maxId;
  const given = parseGivenId(isExclusive(text) ? text.slice(1) : text, missing);
  return given === null || given.isOpen ? null : given.id;
}

function isExclusive(text: Bytes): boolean {
  return text.length > 1 && text.startsWith("(");
}

/** A count of which negative ones mean none. */
export function parseCount(text: Bytes): number | ErrorReply {
  const count = parseInteger(text);
  return count === null ? notAnInteger : Math.max(0, count);
}

export function entryReply([id, fields]: StreamEntry): Reply {
  return [formatStreamId(id), fields];
}

/** What the error of a number says in these commands. */
export function invalidArgument(context: Context, argument: string): ErrorReply {
  return { error: `ERR Invalid ${argument} argument for ${context.command.name}` };
}

/** What Redis takes for 64 bits without a sign: what it takes for a number elsewhere, and what C's strtoull takes. */
function parseUint64(text: Bytes): number | bigint | null {
  const plain = parseInteger(text);
  if (plain !== null) {
    if (plain < 0) return null;
    return Number.isSafeInteger(plain) ? plain : BigInt(text);
  }
  const match = /^[\t-\r ]*([+-]?)(\d+)$/.exec(text);
  if (match === null) return null;
  const value = BigInt(match[2]!);
  if (value > uint64Max) return null;
  return match[1] === "-" ? BigInt.asUintN(64, -value) : value;
}
