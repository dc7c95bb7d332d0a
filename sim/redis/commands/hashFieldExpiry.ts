import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, invalidExpire, notAnInteger, wrongArity, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { Deadlines } from "../keyspace/deadlines.ts";
import { deleteField, expireField, isFieldExpired, persistField } from "../keyspace/hashFields.ts";
import type { KeyEvent } from "../keyspace/keyEvent.ts";
import type { HashValue } from "../keyspace/value.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { deleteIfExpired, emptyHash, store } from "./hashStore.ts";

/** Fields of hashes that expire (Redis 7.4 and later; checked against 8.0.2). */
export const hashFieldExpiry = family({
  HEXPIRE: (context) => hexpire(context, "EX"),
  HPEXPIRE: (context) => hexpire(context, "PX"),
  HEXPIREAT: (context) => hexpire(context, "EXAT"),
  HPEXPIREAT: (context) => hexpire(context, "PXAT"),
  HTTL: (context) => httl(context, (atMs) => Math.floor((atMs + 999 - context.nowMs) / 1000)),
  HPTTL: (context) => httl(context, (atMs) => atMs - context.nowMs),
  HEXPIRETIME: (context) => httl(context, (atMs) => Math.floor((atMs + 999) / 1000)),
  HPEXPIRETIME: (context) => httl(context, (atMs) => atMs),
  HPERSIST: hpersist,
  HGETDEL: hgetdel,
  HGETEX: hgetex,
  HSETEX: hsetex,
});

type Unit = "EX" | "PX" | "EXAT" | "PXAT";
type Condition = "NX" | "XX" | "GT" | "LT";

/** What became of one field: the numbers of the reply. */
const noField = -2;
const noTime = -1;
const notMet = 0;
const done = 1;
const deletedAtOnce = 2;

/** HEXPIRE key time [NX | XX | GT | LT] FIELDS numfields field [field ...], and its relatives */
function hexpire(context: Context, unit: Unit): Reply {
  const hash = hashAt(context);
  if (hash === "other") return wrongType;
  const atMs = expireTimeMs(context, unit, context.arg(2));
  if (typeof atMs !== "number") return atMs;
  const word = context.arg(3).toUpperCase();
  const condition = isCondition(word) ? word : null;
  const fields = fieldsFrom(
    context,
    condition === null ? 3 : 4,
    "ERR Parameter `numFields` should be greater than 0",
  );
  if ("error" in fields) return fields;
  if (hash === undefined) return fields.map(() => noField);

  hash.expiries ??= new Deadlines();
  const results = fields.map((field) => setTime(context, hash, field, atMs, condition));
  const deleted = results.includes(deletedAtOnce);
  if (deleted || results.includes(done)) told(context, hash, [deleted ? "hhdel" : "hhexpire"]);
  const updated = fields.filter((_, at) => results[at] === done);
  if (context.isFollowed) tellExpire(context, atMs, fields, updated);
  return results;
}

/** Replicas are told of the fields that have a new time, and when that is; of those that it deleted by themselves. */
function tellExpire(
  context: Context,
  atMs: number,
  fields: readonly Bytes[],
  updated: readonly Bytes[],
): void {
  const { argv, command } = context;
  if (updated.length === 0) return context.node.propagation.prevent();
  const isSame = command.name === "HPEXPIREAT";
  const [name, time] = isSame ? [context.arg(0), context.arg(2)] : ["HPEXPIREAT", String(atMs)];
  const words = argv.slice(3, argv.length - fields.length - 1);
  const count = updated.length === fields.length ? argv.at(-fields.length - 1)! : updated.length;
  context.tellAs([name, context.arg(1), time, ...words, String(count), ...updated]);
}

function setTime(
  context: Context,
  hash: HashValue,
  field: Bytes,
  atMs: number,
  condition: Condition | null,
): number {
  context.touch(1);
  if (!hash.fields.has(field)) return noField;
  const before = hash.expiries?.get(field);
  const holds =
    before === undefined
      ? condition !== "XX" && condition !== "GT" // without a time is for ever: later than all others
      : condition === null ||
        condition === "XX" ||
        (condition === "GT" && atMs > before) ||
        (condition === "LT" && atMs < before);
  if (!holds) return notMet;
  if (context.isPast(atMs)) {
    deleteField(hash, field);
    context.node.ledger.expiredFields++;
    if (context.isFollowed) context.alsoTell(["HDEL", context.arg(1), field]);
    return deletedAtOnce;
  }
  expireField(hash, field, atMs);
  return done;
}

/** HTTL key FIELDS numfields field [field ...], and its relatives */
function httl(context: Context, show: (atMs: number) => number): Reply {
  const hash = hashAt(context);
  if (hash === "other") return wrongType;
  const fields = fieldsFrom(context, 2);
  if ("error" in fields) return fields;
  context.touch(fields.length);
  return fields.map((field) => {
    if (hash === undefined || !hash.fields.has(field)) return noField;
    const atMs = hash.expiries?.get(field);
    if (atMs === undefined) return noTime;
    const isOver = hash.compact ? atMs <= context.nowMs : atMs < context.nowMs;
    return isOver ? noField : show(Number(atMs)); // 46 bits: never a bigint
  });
}

/** HPERSIST key FIELDS numfields field [field ...] */
function hpersist(context: Context): Reply {
  const hash = hashAt(context);
  if (hash === "other") return wrongType;
  const fields = fieldsFrom(context, 2);
  if ("error" in fields) return fields;
  if (hash === undefined) return fields.map(() => noField);
  context.touch(fields.length);
  const results = fields.map((field) => {
    if (!hash.fields.has(field) || isFieldExpired(hash, field, context.nowMs)) return noField;
    return persistField(hash, field) ? done : noTime;
  });
  if (results.includes(done)) told(context, hash, ["hhpersist"]);
  return results;
}

/** HGETDEL key FIELDS numfields field [field ...] */
function hgetdel(context: Context): Reply {
  const hash = hashAt(context);
  if (hash === "other") return wrongType;
  const fields = fieldsFrom(context, 2);
  if ("error" in fields) return fields;
  if (hash === undefined) return fields.map(() => null);
  let expired = false;
  let deleted = false;
  const values = fields.map((field) => {
    context.touch(1);
    if (deleteIfExpired(context, hash, field)) expired = true;
    const value = hash.fields.get(field) ?? null;
    if (deleteField(hash, field)) deleted = true;
    return value;
  });
  told(context, hash, [expired && "hhexpired", deleted && "hhdel"]);
  if (context.isFollowed) context.tellAs(["HDEL", context.arg(1), ...fields]);
  return values;
}

/** HGETEX key [EX s | PX ms | EXAT s | PXAT ms | PERSIST] FIELDS numfields field [field ...] */
function hgetex(context: Context): Reply {
  const hash = hashAt(context);
  if (hash === "other") return wrongType;
  const option = context.arg(2).toUpperCase();
  let atMs: number | null = null;
  let at = 2;
  if (isUnit(option)) {
    const parsed = expireTimeMs(context, option, context.arg(3));
    if (typeof parsed !== "number") return parsed;
    atMs = parsed;
    at = 4;
  } else if (option === "PERSIST") at = 3;
  const fields = fieldsFrom(context, at);
  if ("error" in fields) return fields;
  if (hash === undefined) return fields.map(() => null);

  if (at > 2) hash.expiries ??= new Deadlines();
  let expired = false;
  const results = new Set<number>();
  const values = fields.map((field) => {
    if (deleteIfExpired(context, hash, field)) expired = true;
    const value = hash.fields.get(field);
    if (value === undefined) return null;
    if (atMs !== null) results.add(setTime(context, hash, field, atMs, null));
    else if (at === 3) results.add(persistField(hash, field) ? done : notMet);
    return value;
  });
  const updated = atMs === null ? "hhpersist" : "hhexpire";
  told(context, hash, [
    expired && "hhexpired",
    results.has(done) ? updated : results.has(deletedAtOnce) && "hhdel",
  ]);
  if (!context.isFollowed) return values;
  const words = context.argv.slice(at);
  if (results.has(deletedAtOnce)) context.node.propagation.prevent();
  else if (atMs === null) context.tellAs(["HPERSIST", context.arg(1), ...words]);
  else context.tellAs(["HPEXPIREAT", context.arg(1), String(atMs), ...words]);
  return values;
}

type SetexOptions = {
  readonly exists: "FXX" | "FNX" | null;
  readonly atMs: number | null;
  readonly keepsTime: boolean;
  /** Where the fields and their values begin. */
  readonly from: number;
};

/** HSETEX key [FNX | FXX] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL] FIELDS numfields field value [field value ...] */
function hsetex(context: Context): Reply {
  const options = setexOptions(context);
  if ("error" in options) return options;
  const { exists, atMs, keepsTime, from } = options;
  const found = hashAt(context);
  if (found === "other") return wrongType;
  if (found === undefined && exists === "FXX") return 0;
  const hash = found ?? emptyHash();
  let expired = false;
  for (let i = from; i < context.argv.length; i += 2) {
    if (exists === null) break;
    if (deleteIfExpired(context, hash, context.arg(i))) expired = true;
    if (hash.fields.has(context.arg(i)) === (exists === "FXX")) continue;
    told(context, hash, [expired && "hhexpired"]);
    return 0;
  }

  if (atMs !== null) hash.expiries ??= new Deadlines();
  const results = new Set<number>();
  if (found === undefined) context.db.put(context.arg(1), hash);
  for (let i = from; i < context.argv.length; i += 2) {
    store(context, hash, context.arg(i), context.arg(i + 1), keepsTime || atMs !== null);
    if (atMs !== null) results.add(setTime(context, hash, context.arg(i), atMs, null));
  }
  told(context, hash, [
    expired && "hhexpired",
    "hhset",
    results.has(deletedAtOnce) ? "hhdel" : results.has(done) && "hhexpire",
  ]);
  if (results.has(deletedAtOnce)) context.node.propagation.prevent();
  else if (atMs !== null && context.isFollowed) context.tellAs(withExactTime(context, atMs));
  return 1;
}

/** The arguments with PXAT, whatever they had. */
function withExactTime({ argv }: Context, atMs: number): Bytes[] {
  const at = argv.findIndex((word, index) => index > 1 && isUnit(word.toUpperCase()));
  return argv[at]!.toUpperCase() === "PXAT"
    ? [...argv]
    : [...argv.slice(0, at), "PXAT", String(atMs), ...argv.slice(at + 2)];
}

function setexOptions(context: Context): SetexOptions | ErrorReply {
  const { argv } = context;
  let exists: SetexOptions["exists"] = null;
  let atMs: number | null = null;
  let keepsTime = false;
  for (let i = 2; i < argv.length; i++) {
    const word = context.arg(i).toUpperCase();
    if (word === "FIELDS") {
      if (i >= argv.length - 3) return wrongArity("HSETEX");
      const count = parseInteger(context.arg(i + 1));
      if (count === null || count < 1 || count > 2 ** 31 - 1) return invalidFieldCount;
      const left = argv.length - i - 2;
      return left % 2 !== 0 || count !== left / 2
        ? wrongArity("HSETEX")
        : { exists, atMs, keepsTime, from: i + 2 };
    }
    if (isUnit(word) || word === "KEEPTTL") {
      if (atMs !== null || keepsTime) return oneTimeOnly;
      if (word === "KEEPTTL") {
        keepsTime = true;
        continue;
      }
      const text = argv[++i];
      if (text === undefined) return { error: "ERR missing expire time" };
      const parsed = expireTimeMs(context, word, text);
      if (typeof parsed !== "number") return parsed;
      atMs = parsed;
    } else if (word === "FXX" || word === "FNX") {
      if (exists !== null) return oneConditionOnly;
      exists = word;
    } else return errorAbout((argument) => `ERR unknown argument: ${argument}`, context.arg(i));
  }
  return wrongArity("HSETEX");
}

const invalidFieldCount = { error: "ERR invalid number of fields" };
const oneConditionOnly = {
  error: "ERR Only one of FXX or FNX arguments can be specified",
};
const oneTimeOnly = {
  error: "ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
};

/** The end of every change: who watches or listens hears of it, in this order, and an empty hash goes. */
function told(context: Context, hash: HashValue, events: readonly (KeyEvent | false)[]): void {
  const key = context.arg(1);
  const happened = events.filter((event) => event !== false);
  const last = happened.pop();
  if (last === undefined) return;
  context.db.fieldsExpire(key, hash);
  for (const event of happened) context.db.notify(event, key);
  if (last === "hhexpired") context.db.fieldsLost(key, hash.fields.size);
  else context.db.resized(key, hash.fields.size, last);
}

/** "other" for a key that holds something else. */
function hashAt(context: Context): HashValue | undefined | "other" {
  const value = context.db.get(context.arg(1));
  return value === undefined || value.kind === "hash" ? value : "other";
}

/** FIELDS numfields field [field ...], which must end the request. */
function fieldsFrom(
  context: Context,
  at: number,
  notPositive = "ERR Number of fields must be a positive integer",
): readonly Bytes[] | ErrorReply {
  const { argv } = context;
  if (argv[at]?.toUpperCase() !== "FIELDS") return fieldsMissing;
  const count = parseInteger(argv[at + 1] ?? "");
  if (count === null || count < 1) return { error: notPositive };
  return count === argv.length - at - 2 ? argv.slice(at + 2) : fieldsMiscounted;
}

const fieldsMissing = {
  error: "ERR Mandatory argument FIELDS is missing or not at the right position",
};
const fieldsMiscounted = {
  error: "ERR The `numfields` parameter must match the number of arguments",
};

/** The largest time that Redis keeps for a field, in milliseconds since the epoch: 46 bits. */
const timeMaxMs = 2 ** 46 - 1;

function expireTimeMs(context: Context, unit: Unit, text: Bytes): number | ErrorReply {
  const time = parseInteger(text);
  if (time === null) return notAnInteger;
  if (time < 0) return { error: "ERR invalid expire time, must be >= 0" };
  const isSeconds = unit === "EX" || unit === "EXAT";
  if (isSeconds && time > Math.floor(timeMaxMs / 1000)) return invalidExpire(context.command.name);
  const timeMs = isSeconds ? time * 1000 : time;
  const fromMs = unit === "EX" || unit === "PX" ? context.nowMs : 0;
  return timeMs > timeMaxMs - fromMs ? invalidExpire(context.command.name) : timeMs + fromMs;
}

const isUnit = (word: string): word is Unit =>
  word === "EX" || word === "PX" || word === "EXAT" || word === "PXAT";

const isCondition = (word: string): word is Condition =>
  word === "NX" || word === "XX" || word === "GT" || word === "LT";
