import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { bytesOf } from "../keyspace/byteString.ts";
import type { ByteString } from "../keyspace/byteString.ts";
import {
  addElement,
  cacheCount,
  cachedCount,
  emptyHyperLogLog,
  estimateCount,
  forgetCount,
  isDense,
  isHyperLogLog,
  makeDense,
  raiseRegister,
  readRegisters,
  registersMax,
} from "../keyspace/hyperLogLog.ts";
import type { StringValue } from "../keyspace/value.ts";
import { ok } from "../reply.ts";
import { lookupUses } from "../lookup.ts";
import type { Reply } from "../reply.ts";
import { writableString } from "./writableString.ts";

/** Approximate counts of distinct elements, in strings whose bytes are those of Redis. */
export const hyperLogLogs = family({
  PFADD: pfadd,
  PFCOUNT: (context) => (context.argv.length === 2 ? countOne(context) : countUnion(context)),
  PFMERGE: pfmerge,
});

const notHyperLogLog: ErrorReply = {
  error: "WRONGTYPE Key is not a valid HyperLogLog string value.",
};
export const corrupted: ErrorReply = { error: "INVALIDOBJ Corrupted HLL object detected" };

/** The string behind a key, undefined when there is none. */
export function lookUpHyperLogLog(
  context: Context,
  key: Bytes,
): StringValue | undefined | ErrorReply {
  const value = context.db.get(key);
  if (value === undefined) return undefined;
  if (value.kind !== "string") return wrongType;
  return isHyperLogLog(bytesOf(value)) ? value : notHyperLogLog;
}

function open(context: Context, value: StringValue | undefined): ByteString {
  return writableString(context.db, context.arg(1), value, emptyHyperLogLog);
}

function pfadd(context: Context): Reply {
  const found = lookUpHyperLogLog(context, context.arg(1));
  if (found !== undefined && "error" in found) return found;
  const string = open(context, found);
  let updated = found === undefined;
  for (const element of context.argv.slice(2)) {
    const raised = addElement(string, element, context.node.settings.hllSparseMaxBytes);
    if (raised === null) return corrupted;
    if (raised) updated = true;
  }
  context.touch(context.argv.length - 2);
  if (!updated) return 0;
  forgetCount(string);
  context.db.changed(context.arg(1), "$pfadd");
  return 1;
}

/** Counting writes as well: the result is kept in the string until a register changes. */
function countOne(context: Context): Reply {
  const found = lookUpHyperLogLog(context, context.arg(1));
  if (found === undefined) return 0;
  if ("error" in found) return found;
  const string = open(context, found);
  const cached = cachedCount(string);
  if (cached !== null) return cached <= Number.MAX_SAFE_INTEGER ? Number(cached) : cached;
  const registers = readRegisters(string);
  if (registers === null) return corrupted;
  context.touch(registersMax);
  const count = estimateCount(registers);
  cacheCount(string, count);
  context.db.changed(context.arg(1), null); // No event, for what it says has not changed.
  return count;
}

type Union = { readonly registers: Uint8Array; readonly anyDense: boolean };

function unite(context: Context): Union | ErrorReply {
  const registers = new Uint8Array(registersMax);
  let anyDense = false;
  for (const key of context.args) {
    const found = lookUpHyperLogLog(context, key);
    if (found === undefined) continue;
    if ("error" in found) return found;
    const bytes = bytesOf(found);
    const others = readRegisters(bytes);
    if (others === null) return corrupted;
    if (isDense(bytes)) anyDense = true;
    context.touch(registersMax);
    for (let i = 0; i < registersMax; i++)
      if (others[i]! > registers[i]!) registers[i] = others[i]!;
  }
  return { registers, anyDense };
}

function countUnion(context: Context): Reply {
  const union = unite(context);
  return "error" in union ? union : estimateCount(union.registers);
}

/** PFMERGE destkey [sourcekey ...]: the destination's own elements stay. */
function pfmerge(context: Context): Reply {
  const union = unite(context);
  if ("error" in union) return union;
  context.node.ledger.lookup = lookupUses; // The second time the destination is looked up to be written.
  const target = lookUpHyperLogLog(context, context.arg(1));
  if (target !== undefined && "error" in target) return target;
  const string = open(context, target);
  if (union.anyDense && !makeDense(string)) return corrupted;
  for (const [index, value] of union.registers.entries())
    if (value > 0) raiseRegister(string, index, value, context.node.settings.hllSparseMaxBytes);
  forgetCount(string);
  context.db.changed(context.arg(1), "$pfadd");
  return ok;
}
