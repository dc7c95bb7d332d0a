import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  decrementOverflow,
  incrementNotFinite,
  incrementOverflow,
  notAFloat,
  notAnInteger,
  offsetOutOfRange,
  stringTooLong,
  syntaxError,
  wrongArity,
  wrongType,
} from "../errors.ts";
import type { StringValue } from "../keyspace/value.ts";
import { lookupCounts, lookupUses } from "../lookup.ts";
import { addInt64 } from "../numbers/addInt64.ts";
import type { Millis } from "../numbers/expiryMs.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "../numbers/longDouble.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { deleteAsPast } from "./deleteAsPast.ts";
import { expireTimeMs } from "./expireOptions.ts";
import type { ExpireUnit } from "./expireOptions.ts";

export const strings = family({
  GET: get,
  SET(context) {
    if (context.argv.length === 3) {
      context.db.set(context.arg(1), text(context.arg(2)), "$set");
      return ok;
    }
    const options = parseSetOptions(context);
    return options === null ? syntaxError : set(context, context.arg(2), options);
  },
  SETNX(context) {
    return set(context, context.arg(2), { ...plain, condition: "NX" }) === null ? 0 : 1;
  },
  SETEX(context) {
    return set(context, context.arg(3), { ...plain, expire: ["EX", context.arg(2)] });
  },
  PSETEX(context) {
    return set(context, context.arg(3), { ...plain, expire: ["PX", context.arg(2)] });
  },
  GETSET(context) {
    const reply = set(context, context.arg(2), { ...plain, get: true });
    if (context.isFollowed) context.tellAs(["SET", ...context.args]);
    return reply;
  },
  GETDEL(context) {
    const reply = get(context);
    if (typeof reply !== "string") return reply;
    context.db.delete(context.arg(1));
    if (context.behaviour.getdelMayUnlink) context.tellAsDeletion("user-del", context.arg(1));
    else if (context.isFollowed) context.tellAs(["DEL", context.arg(1)]);
    return reply;
  },
  GETEX: getex,

  MGET(context) {
    return context.args.map((key) => {
      const value = context.db.get(key);
      return value?.kind === "string" ? value.value : null;
    });
  },
  MSET(context) {
    if (context.argv.length % 2 === 0) return wrongArity("MSET");
    setPairs(context);
    return ok;
  },
  MSETNX(context) {
    if (context.argv.length % 2 === 0) return wrongArity("MSETNX");
    for (let i = 1; i < context.argv.length; i += 2) if (context.db.has(context.arg(i))) return 0;
    setPairs(context);
    return 1;
  },

  INCR(context) {
    return increment(context, 1);
  },
  DECR(context) {
    return increment(context, -1);
  },
  INCRBY(context) {
    const by = parseInt64(context.arg(2));
    return by === null ? notAnInteger : increment(context, by);
  },
  DECRBY(context) {
    const by = parseInt64(context.arg(2));
    if (by === null) return notAnInteger;
    const negated = addInt64(0, -by);
    return negated === null ? decrementOverflow : increment(context, negated);
  },
  INCRBYFLOAT: incrbyfloat,

  APPEND(context) {
    const value = context.db.get(context.arg(1));
    if (value !== undefined && value.kind !== "string") return wrongType;
    if (value === undefined) {
      context.db.set(context.arg(1), text(context.arg(2)), "$append");
      return context.arg(2).length;
    }
    if (value.value.length + context.arg(2).length > stringBytesMax(context)) return stringTooLong;
    value.value += context.arg(2);
    value.encoding = "raw";
    context.db.changed(context.arg(1), "$append");
    return value.value.length;
  },
  STRLEN(context) {
    const value = context.db.get(context.arg(1));
    if (value === undefined) return 0;
    return value.kind === "string" ? value.value.length : wrongType;
  },
  GETRANGE: getrange,
  SUBSTR: getrange,
  SETRANGE: setrange,
});

/** A fresh string for the keyspace. */
function text(value: Bytes): StringValue {
  return { kind: "string", value, encoding: "natural", used: 0 };
}

/** Redis allows proto-max-bulk-len, which is 512 MB, and a master more; V8 stops just below. */
function stringBytesMax({ node, client }: Context): number {
  const allowed = client.isMaster ? Infinity : node.settings.protoMaxBulkLen;
  return Math.min(allowed, 512 * 1024 * 1024 - 32);
}

function get(context: Context): Reply {
  const value = context.db.get(context.arg(1));
  if (value === undefined) return null;
  return value.kind === "string" ? value.value : wrongType;
}

type SetOptions = {
  readonly condition: "NX" | "XX" | "IFEQ" | null;
  /** What IFEQ compares the old value with. */
  readonly comparison: Bytes | null;
  readonly get: boolean;
  readonly keepTtl: boolean;
  readonly expire: readonly [unit: ExpireUnit, time: Bytes] | null;
};

const plain: SetOptions = {
  condition: null,
  comparison: null,
  get: false,
  keepTtl: false,
  expire: null,
};

function parseSetOptions(context: Context): SetOptions | null {
  let { condition, comparison, get, keepTtl, expire } = plain;
  for (let i = 3; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if ((option === "NX" || option === "XX") && (condition ?? option) === option)
      condition = option;
    else if (option === "IFEQ" && context.behaviour.setIfEqual && condition === null) {
      comparison = context.argv[++i] ?? null;
      if (comparison === null) return null;
      condition = option;
    } else if (option === "GET") get = true;
    else if (option === "KEEPTTL" && expire === null) keepTtl = true;
    else if (
      isExpireUnit(option) &&
      !keepTtl &&
      (expire ?? [option])[0] === option && // The same unit may come again: the last time counts.
      i + 1 < context.argv.length
    )
      expire = [option, context.arg(++i)];
    else return null;
  }
  return { condition, comparison, get, keepTtl, expire };
}

function isExpireUnit(option: string): option is ExpireUnit {
  return option === "EX" || option === "PX" || option === "EXAT" || option === "PXAT";
}

/** SET and its older relatives. Null says that the condition did not hold, or with GET that there was nothing. */
function set(context: Context, value: Bytes, options: SetOptions): Reply {
  const { db } = context;
  const key = context.arg(1);
  const atMs = options.expire === null ? null : expireTimeMs(context, ...options.expire);
  if (atMs !== null && typeof atMs === "object") return atMs;

  if (options.get) context.node.ledger.lookup |= lookupCounts; // It reads besides.
  const old = options.get || options.condition !== null ? db.get(key) : undefined;
  context.node.ledger.lookup = lookupUses; // The second time the key is looked up to be written.
  if (options.get && old !== undefined && old.kind !== "string") return wrongType;
  const previous = options.get && old?.kind === "string" ? old.value : null;
  if (options.condition === "NX" && old !== undefined) return previous;
  if (options.condition === "XX" && old === undefined) return previous;
  if (options.condition === "IFEQ") {
    if (old === undefined) return previous;
    if (old.kind !== "string") return wrongType;
    if (old.value !== options.comparison) return previous;
  }

  if (atMs !== null && context.isPast(atMs) && context.behaviour.pastTimesExpire) {
    deleteAsPast(context, key);
    return options.get ? previous : ok;
  }
  const keptMs = options.keepTtl && db.has(key) ? db.expiryOf(key) : undefined;
  db.set(key, text(value), "$set");
  if (atMs !== null) {
    db.expireAt(key, atMs);
    db.notify("gexpire", key);
  } else if (keptMs !== undefined) db.expireAt(key, keptMs);
  if (context.isFollowed) tellSet(context, value, atMs, options);
  return options.get ? previous : ok;
}

/** Replicas are told the moment at which the key expires, and do not have to answer. */
function tellSet(context: Context, value: Bytes, atMs: Millis | null, options: SetOptions): void {
  if (options.expire?.[0] === "PXAT" && context.behaviour.pxatIsToldAsItIs) return;
  if (atMs !== null) context.tellAs(["SET", context.arg(1), value, "PXAT", String(atMs)]);
  else if (options.get)
    context.tellAs(context.argv.filter((word, at) => at < 3 || word.toUpperCase() !== "GET"));
}

function getex(context: Context): Reply {
  const { db, argv } = context;
  const key = context.arg(1);
  let expire: readonly [ExpireUnit, Bytes] | null = null;
  let persist = false;
  for (let i = 2; i < argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "PERSIST" && expire === null) persist = true;
    else if (
      isExpireUnit(option) &&
      !persist &&
      (expire ?? [option])[0] === option &&
      i + 1 < argv.length
    )
      expire = [option, context.arg(++i)];
    else return syntaxError;
  }

  const reply = get(context);
  if (typeof reply !== "string") return reply;
  if (expire !== null) {
    const atMs = expireTimeMs(context, ...expire);
    if (typeof atMs === "object") return atMs;
    const past = context.isPast(atMs) && (expire[0] === "EXAT" || expire[0] === "PXAT");
    if (past) deleteAsPast(context, key);
    else {
      db.expireAt(key, atMs);
      db.changed(key, "gexpire");
      if (context.isFollowed) context.tellAs(["PEXPIREAT", key, String(atMs)]);
    }
  } else if (persist && db.persist(key)) {
    db.changed(key, "gpersist");
    if (context.isFollowed) context.tellAs(["PERSIST", key]);
  }
  return reply;
}

function setPairs(context: Context): void {
  for (let i = 1; i < context.argv.length; i += 2)
    context.db.set(context.arg(i), text(context.arg(i + 1)), "$set");
}

function increment(context: Context, by: number | bigint): Reply {
  const key = context.arg(1);
  const value = context.db.get(key);
  if (value !== undefined && value.kind !== "string") return wrongType;
  const current = value === undefined ? 0 : parseInt64(value.value);
  if (current === null) return notAnInteger;
  const sum = addInt64(current, by);
  if (sum === null) return incrementOverflow;
  replaceText(context, value, String(sum), "natural");
  context.db.changed(context.arg(1), "$incrby");
  return sum;
}

/** Counts in the machine's 80-bit floats, so that the digits are those of Redis. */
function incrbyfloat(context: Context): Reply {
  const value = context.db.get(context.arg(1));
  if (value !== undefined && value.kind !== "string") return wrongType;
  const current = parseLongDouble(value === undefined ? "0" : value.value);
  const by = parseLongDouble(context.arg(2));
  if (current === null || by === null) return notAFloat;
  if (current === "infinite" || by === "infinite") return incrementNotFinite;
  const sum = formatLongDouble(addLongDoubles(current, by));
  replaceText(context, value, sum, "text");
  context.db.changed(context.arg(1), "$incrbyfloat");
  if (context.isFollowed) context.tellAs(["SET", context.arg(1), sum, "KEEPTTL"]);
  return sum;
}

/** Writes a computed value, which leaves the expiry alone. Call `changed` behind it. */
function replaceText(
  context: Context,
  old: StringValue | undefined,
  value: Bytes,
  encoding: StringValue["encoding"],
): void {
  if (old === undefined)
    context.db.put(context.arg(1), { kind: "string", value, encoding, used: 0 });
  else {
    old.value = value;
    old.encoding = encoding;
  }
}

function getrange(context: Context): Reply {
  const start = parseInteger(context.arg(2));
  const end = parseInteger(context.arg(3));
  if (start === null || end === null) return notAnInteger;
  const value = context.db.get(context.arg(1));
  if (value === undefined) return "";
  if (value.kind !== "string") return wrongType;

  // Both negative and the wrong way round is empty even where clamping would save a character.
  if (start < 0 && end < 0 && start > end) return "";
  const length = value.value.length;
  const from = Math.max(0, start < 0 ? length + start : start);
  const to = Math.max(0, end < 0 ? length + end : end);
  return value.value.slice(from, to + 1);
}

function setrange(context: Context): Reply {
  const offset = parseInteger(context.arg(2));
  if (offset === null) return notAnInteger;
  if (offset < 0) return offsetOutOfRange;
  const value = context.db.get(context.arg(1));
  if (value !== undefined && value.kind !== "string") return wrongType;
  const patch = context.arg(3);
  const old = value?.value ?? "";
  if (patch === "") return old.length;
  if (offset + patch.length > stringBytesMax(context)) return stringTooLong;

  const head = old.slice(0, offset).padEnd(offset, "\0");
  const result: StringValue = {
    kind: "string",
    value: head + patch + old.slice(offset + patch.length),
    encoding: "raw",
  };
  context.db.put(context.arg(1), result);
  context.db.changed(context.arg(1), "$setrange");
  return result.value.length;
}
