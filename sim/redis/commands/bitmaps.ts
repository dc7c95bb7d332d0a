import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { ByteString, bytesOf } from "../keyspace/byteString.ts";
import type { ReadableBytes } from "../keyspace/byteString.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { parseBitOffset } from "./bitOffset.ts";
import { writableBits } from "./writableBits.ts";

/** Bits are numbered from the highest of the first byte. BITFIELD is in bitfields.ts. */
export const bitmaps = family({
  SETBIT: setbit,
  GETBIT(context) {
    const offset = parseBitOffset(context.arg(2), context.node.settings.protoMaxBulkLen);
    if (typeof offset === "object") return offset;
    const value = context.db.get(context.arg(1));
    if (value !== undefined && value.kind !== "string") return wrongType;
    return bitAt(bytesOf(value), offset);
  },
  BITCOUNT: bitcount,
  BITPOS: bitpos,
  BITOP: bitop,
});

function bitAt(bytes: ReadableBytes, offset: number): 0 | 1 {
  const index = Math.floor(offset / 8);
  if (index >= bytes.length) return 0;
  return (bytes.at(index) >> (7 - (offset % 8))) & 1 ? 1 : 0;
}

function setbit(context: Context): Reply {
  const offset = parseBitOffset(context.arg(2), context.node.settings.protoMaxBulkLen);
  if (typeof offset === "object") return offset;
  const bit = parseInteger(context.arg(3));
  if (bit !== 0 && bit !== 1) return { error: "ERR bit is not an integer or out of range" };
  const bits = writableBits(context, offset);
  if ("error" in bits) return bits;

  const { string, grew } = bits;
  const index = Math.floor(offset / 8);
  const old = bitAt(string, offset);
  const mask = 1 << (7 - (offset % 8));
  string.write(index, bit === 1 ? string.at(index) | mask : string.at(index) & ~mask);
  if (grew || old !== bit) context.db.changed(context.arg(1), "$setbit");
  return old;
}

/** The bits [from, to) of a string. */
type BitRange = { readonly from: number; readonly to: number };

/** @param inBits whether the ends count bits; otherwise bytes. Both are included and count from the end when negative. */
function clampBits(start: number, end: number, inBits: boolean, length: number): BitRange {
  const total = inBits ? length * 8 : length;
  const unit = inBits ? 1 : 8;
  const from = Math.max(0, start < 0 ? total + start : start);
  const last = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
  return { from: from * unit, to: Math.max(from, last + 1) * unit };
}

function parseUnit(text: Bytes): "BIT" | "BYTE" | null {
  const unit = text.toUpperCase();
  return unit === "BIT" || unit === "BYTE" ? unit : null;
}

/** BITCOUNT key [start end [BYTE|BIT]] */
function bitcount(context: Context): Reply {
  const { argv } = context;
  const complaint = context.behaviour.bitArgumentsFirst ? rangeComplaint(context, 2) : null;
  if (complaint !== null) return complaint;
  const value = context.db.get(context.arg(1));
  if (value === undefined) return 0;
  if (value.kind !== "string") return wrongType;
  const bytes = bytesOf(value);
  let range: BitRange = { from: 0, to: bytes.length * 8 };
  const mayEndOpen = context.behaviour.bitcountMayEndOpen && argv.length === 3;
  if (argv.length === 4 || argv.length === 5 || mayEndOpen) {
    const start = parseInteger(context.arg(2));
    const end = mayEndOpen ? bytes.length - 1 : parseInteger(context.arg(3));
    if (start === null || end === null) return notAnInteger;
    if (start < 0 && end < 0 && start > end) return 0;
    const unit = argv.length === 5 ? parseUnit(context.arg(4)) : "BYTE";
    if (unit === null) return syntaxError;
    range = clampBits(start, end, unit === "BIT", bytes.length);
  } else if (argv.length !== 2) return syntaxError;
  return countOnes(context, bytes, range);
}

/**
 * What is wrong with "start [end [BYTE | BIT]]" from a position on. Where an end must be given, it is read before the
 * unit, else after it: BITCOUNT asks for an end, except in Valkey.
 */
function rangeComplaint(context: Context, at: number): ErrorReply | null {
  const [start, end, unit, ...rest] = context.argv.slice(at);
  if (start === undefined) return null;
  const needsEnd = at === 2 && !context.behaviour.bitcountMayEndOpen;
  if (rest.length > 0) return syntaxError;
  if (needsEnd && end === undefined) return syntaxError;
  if (parseInteger(start) === null) return notAnInteger;
  if (needsEnd && end !== undefined && parseInteger(end) === null) return notAnInteger;
  if (unit !== undefined && parseUnit(unit) === null) return syntaxError;
  return end !== undefined && parseInteger(end) === null ? notAnInteger : null;
}

function countOnes(context: Context, bytes: ReadableBytes, { from, to }: BitRange): number {
  if (from >= to) return 0;
  let ones = 0;
  let at = from;
  while (at < to && at % 8 !== 0) ones += bitAt(bytes, at++);
  for (; at + 8 <= to; at += 8) ones += onesOf[bytes.at(at / 8)]!;
  while (at < to) ones += bitAt(bytes, at++);
  context.touch(Math.ceil((to - from) / 8));
  return ones;
}

const onesOf: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest !== 0; rest >>= 1) ones += rest & 1;
  return ones;
});

/** BITPOS key bit [start [end [BYTE|BIT]]] */
function bitpos(context: Context): Reply {
  const { argv } = context;
  const bit = parseInteger(context.arg(2));
  if (bit === null) return notAnInteger;
  if (bit !== 0 && bit !== 1) return { error: "ERR The bit argument must be 1 or 0." };
  const complaint = context.behaviour.bitArgumentsFirst ? rangeComplaint(context, 3) : null;
  if (complaint !== null) return complaint;
  const value = context.db.get(context.arg(1));
  if (value === undefined) return bit === 1 ? -1 : 0;
  if (value.kind !== "string") return wrongType;
  if (argv.length > 6) return syntaxError;
  const bytes = bytesOf(value);

  const start = argv.length > 3 ? parseInteger(context.arg(3)) : 0;
  if (start === null) return notAnInteger;
  const unit = argv.length > 5 ? parseUnit(context.arg(5)) : "BYTE";
  if (unit === null) return syntaxError;
  const end = argv.length > 4 ? parseInteger(context.arg(4)) : -1;
  if (end === null) return notAnInteger;
  const range = clampBits(start, end, unit === "BIT", bytes.length);
  if (range.from >= range.to) return -1;
  const found = firstBit(context, bytes, bit, range);
  // A string is followed by zeros without end, unless the client said where it ends.
  return found === -1 && bit === 0 && argv.length < 5 ? bytes.length * 8 : found;
}

function firstBit(
  context: Context,
  bytes: ReadableBytes,
  bit: 0 | 1,
  { from, to }: BitRange,
): number {
  const nothing = bit === 1 ? 0 : 0xff;
  for (let at = from; at < to;) {
    const index = Math.floor(at / 8);
    if (at % 8 === 0) context.touch(1);
    if (at % 8 === 0 && bytes.at(index) === nothing) at += 8;
    else if (bitAt(bytes, at) === bit) return at;
    else at++;
  }
  return -1;
}

type Operation = (a: number, b: number) => number;

const operations: ReadonlyMap<string, Operation> = new Map([
  ["AND", (a, b) => a & b],
  ["OR", (a, b) => a | b],
  ["XOR", (a, b) => a ^ b],
  ["NOT", (a) => ~a],
]);

/** BITOP operation destkey key [key ...]: shorter strings, and missing ones, are followed by zeros. */
function bitop(context: Context): Reply {
  const name = context.arg(1).toUpperCase();
  const operation = operations.get(name);
  if (operation === undefined) return syntaxError;
  if (name === "NOT" && context.argv.length !== 4)
    return { error: "ERR BITOP NOT must be called with a single source key." };
  const sources: ReadableBytes[] = [];
  for (const key of context.argv.slice(3)) {
    const value = context.db.get(key);
    if (value !== undefined && value.kind !== "string") return wrongType;
    sources.push(bytesOf(value));
  }
  const length = Math.max(...sources.map((bytes) => bytes.length));
  context.touch(length * sources.length);
  if (length === 0) context.db.delete(context.arg(2));
  else context.db.set(context.arg(2), combine(sources, length, name === "NOT", operation), "$set");
  return length;
}

function combine(
  [first, ...others]: readonly ReadableBytes[],
  length: number,
  alone: boolean,
  operation: Operation,
): ByteString {
  const result = new ByteString("");
  result.grow(length);
  for (let i = 0; i < length; i++) {
    let byte = first !== undefined && i < first.length ? first.at(i) : 0;
    if (alone) byte = operation(byte, 0);
    for (const other of others) byte = operation(byte, i < other.length ? other.at(i) : 0);
    result.write(i, byte & 0xff);
  }
  return result;
}
