import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { bytesOf } from "../keyspace/byteString.ts";
import type { ByteString, ReadableBytes } from "../keyspace/byteString.ts";
import { lookupCounts } from "../lookup.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { parseFieldOffset } from "./bitOffset.ts";
import { writableBits } from "./writableBits.ts";

/** A string as an array of integers of any width. */
export const bitfields = family({
  BITFIELD: (context) => bitfield(context, false),
  BITFIELD_RO: (context) => bitfield(context, true),
});

type Overflow = "WRAP" | "SAT" | "FAIL";
type FieldType = { readonly signed: boolean; readonly bits: number };

type Step = {
  readonly operation: "GET" | "SET" | "INCRBY";
  readonly type: FieldType;
  readonly offset: number;
  /** What to set or to add; 0 for GET. */
  readonly operand: bigint;
  readonly overflow: Overflow;
};

function bitfield(context: Context, readOnly: boolean): Reply {
  const steps = parseSteps(context);
  if ("error" in steps) return steps;
  const writes = steps.filter((step) => step.operation !== "GET");
  if (writes.length === 0) {
    context.node.ledger.lookup |= lookupCounts; // Then it is a reading command.
    const value = context.db.get(context.arg(1));
    if (value !== undefined && value.kind !== "string") return wrongType;
    return steps.map((step) => integer(read(bytesOf(value), step)));
  }
  if (readOnly) return { error: "ERR BITFIELD_RO only supports the GET subcommand" };

  const lastBit = Math.max(...writes.map(({ offset, type }) => offset + type.bits - 1));
  const bits = writableBits(context, lastBit);
  if ("error" in bits) return bits;
  const { string, grew } = bits;
  let changed = false;
  const replies = steps.map((step): Reply => {
    const old = read(string, step);
    if (step.operation === "GET") return integer(old);
    const next = fit(step.operation === "SET" ? step.operand : old + step.operand, step);
    if (next === null) return null;
    if (grew || next !== old) changed = true;
    write(string, step, next);
    return integer(step.operation === "SET" ? old : next);
  });
  if (changed) context.db.changed(context.arg(1), "$setbit");
  return replies;
}

/** BITFIELD key [GET type offset | [OVERFLOW WRAP|SAT|FAIL] SET type offset value | INCRBY type offset increment ...] */
function parseSteps(context: Context): readonly Step[] | ErrorReply {
  const { argv } = context;
  const steps: Step[] = [];
  let overflow: Overflow = "WRAP";
  for (let i = 2; i < argv.length;) {
    const operation = context.arg(i).toUpperCase();
    const left = argv.length - i - 1;
    if (operation === "OVERFLOW" && left >= 1) {
      const wanted = context.arg(i + 1).toUpperCase();
      if (wanted !== "WRAP" && wanted !== "SAT" && wanted !== "FAIL")
        return { error: "ERR Invalid OVERFLOW type specified" };
      overflow = wanted;
      i += 2;
      continue;
    }
    const isGet = operation === "GET" && left >= 2;
    const isWrite = (operation === "SET" || operation === "INCRBY") && left >= 3;
    if (!isGet && !isWrite) return syntaxError;
    const type = parseType(context.arg(i + 1));
    if (type === null) return notAType;
    const offset = parseFieldOffset(
      context.arg(i + 2),
      type.bits,
      context.node.settings.protoMaxBulkLen,
    );
    if (typeof offset === "object") return offset;
    const operand = isWrite ? parseInt64(context.arg(i + 3)) : 0;
    if (operand === null) return notAnInteger;
    steps.push({ operation, type, offset, operand: BigInt(operand), overflow });
    i += isWrite ? 4 : 3;
  }
  return steps;
}

/** "i8" is signed, "u8" is not. A reply cannot carry 64 bits without a sign. */
function parseType(text: Bytes): FieldType | null {
  const signed = text.startsWith("i");
  if (!signed && !text.startsWith("u")) return null;
  const bits = parseInteger(text.slice(1));
  return bits === null || bits < 1 || bits > (signed ? 64 : 63) ? null : { signed, bits };
}

const notAType = {
  error:
    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
};

function read(bytes: ReadableBytes, { type: { signed, bits }, offset }: Step): bigint {
  const first = Math.floor(offset / 8);
  const last = Math.floor((offset + bits - 1) / 8);
  let window = 0n;
  for (let i = first; i <= last; i++)
    window = (window << 8n) | BigInt(i < bytes.length ? bytes.at(i) : 0);
  const behind = (last + 1) * 8 - (offset + bits);
  const value = BigInt.asUintN(bits, window >> BigInt(behind));
  return signed ? BigInt.asIntN(bits, value) : value;
}

function write(string: ByteString, { type: { bits }, offset }: Step, value: bigint): void {
  let rest = BigInt.asUintN(bits, value);
  for (let at = offset + bits - 1; at >= offset; at--) {
    const index = Math.floor(at / 8);
    const mask = 1 << (7 - (at % 8));
    const byte = string.at(index);
    string.write(index, (rest & 1n) === 1n ? byte | mask : byte & ~mask);
    rest >>= 1n;
  }
}

/** What the field then holds; null when it does not fit and the client wants no change in that case. */
function fit(wanted: bigint, { type: { signed, bits }, overflow, operation }: Step): bigint | null {
  // To a field without a sign a negative number to set is a huge one.
  const value = operation === "SET" && !signed ? BigInt.asUintN(64, wanted) : wanted;
  const max = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const min = signed ? -max - 1n : 0n;
  if (value >= min && value <= max) return value;
  if (overflow === "FAIL") return null;
  // What is set and as far below is taken for too much: Redis' subtraction, max - value, overflows.
  const isTooMuch =
    value > max || (operation === "SET" && signed && BigInt.asIntN(64, max - value) < 0n);
  if (overflow === "SAT") return isTooMuch ? max : min;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

function integer(value: bigint): Reply {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}
