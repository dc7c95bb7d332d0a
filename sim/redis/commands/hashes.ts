import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  hashValueNotFloat,
  hashValueNotInteger,
  incrementNotFinite,
  incrementOverflow,
  notAFloat,
  notAnInteger,
  notFinite,
  wrongArity,
  wrongType,
} from "../errors.ts";
import { deleteField, isFieldExpired, liveFields } from "../keyspace/hashFields.ts";
import type { KeyEvent } from "../keyspace/keyEvent.ts";
import type { HashValue } from "../keyspace/value.ts";
import { addInt64 } from "../numbers/addInt64.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "../numbers/longDouble.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { drawKeys, tooManyDrawn } from "./drawKeys.ts";
import { emptyHash, readField, readFields, store } from "./hashStore.ts";
import { parseDraw } from "./parseDraw.ts";
import { scanCollection } from "./scanCollection.ts";

export const hashes = family({
  HSET(context) {
    if (context.argv.length % 2 === 1) return wrongArity("HSET");
    return setPairs(context);
  },
  HMSET(context) {
    if (context.argv.length % 2 === 1) return wrongArity("HMSET");
    const added = setPairs(context);
    return typeof added === "number" ? ok : added;
  },
  HSETNX(context) {
    const found = context.db.get(context.arg(1)) ?? emptyHash();
    if (found.kind !== "hash") return wrongType;
    if (readField(context, found, context.arg(2)) !== undefined) return 0;
    const hash = notEmptied(found);
    store(context, hash, context.arg(2), context.arg(3));
    context.db.put(context.arg(1), hash);
    context.db.changed(context.arg(1), "hhset");
    return 1;
  },
  HGET: reader(null, (hash, context) => readField(context, hash, context.arg(2)) ?? null),
  HMGET(context) {
    const hash = context.db.get(context.arg(1));
    if (hash !== undefined && hash.kind !== "hash") return wrongType;
    context.touch(context.argv.length - 2);
    const fields = context.argv.slice(2);
    if (hash?.expiries !== undefined) return readFields(context, hash, fields);
    return fields.map((field) => hash?.fields.get(field) ?? null);
  },
  HEXISTS: reader(0, (hash, context) =>
    readField(context, hash, context.arg(2)) === undefined ? 0 : 1,
  ),
  // Those past their time count, until somebody deletes them.
  HLEN: reader(0, (hash) => hash.fields.size),
  HSTRLEN: reader(0, (hash, context) => readField(context, hash, context.arg(2))?.length ?? 0),
  HDEL(context) {
    const hash = context.db.get(context.arg(1));
    if (hash === undefined) return 0;
    if (hash.kind !== "hash") return wrongType;
    let deleted = 0;
    for (const field of context.argv.slice(2)) if (deleteField(hash, field)) deleted++;
    context.touch(context.argv.length - 2);
    if (deleted > 0) context.db.resized(context.arg(1), hash.fields.size, "hhdel");
    return deleted;
  },
  HGETALL: reader({ map: [] }, (hash, context) => {
    context.touch(hash.fields.size);
    return { map: liveFields(hash, context.nowMs) };
  }),
  HKEYS: reader([], (hash, context) => {
    context.touch(hash.fields.size);
    if (hash.expiries === undefined) return hash.fields.keys();
    return liveFields(hash, context.nowMs).map(([field]) => field);
  }),
  HVALS: reader([], (hash, context) => {
    context.touch(hash.fields.size);
    if (hash.expiries === undefined) return hash.fields.values();
    return liveFields(hash, context.nowMs).map(([, value]) => value);
  }),
  HINCRBY: hincrby,
  HINCRBYFLOAT: hincrbyfloat,
  HRANDFIELD: hrandfield,
  HSCAN(context) {
    return scanCollection(context, "hash", (hash) => ({
      whole: hash.compact,
      keys: hash.fields,
      show: (field, withValues) => {
        if (isFieldExpired(hash, field, context.nowMs)) return [];
        return withValues ? [field, hash.fields.get(field)!] : [field];
      },
    }));
  },
});

/** A command that only reads one hash: what it answers without one, and with one. */
function reader(absent: Reply, read: (hash: HashValue, context: Context) => Reply) {
  return (context: Context): Reply => {
    const hash = context.db.get(context.arg(1));
    if (hash === undefined) return absent;
    return hash.kind === "hash" ? read(hash, context) : wrongType;
  };
}

/** What is written to: as it is, or another one when its last field has just been found past its time. */
function notEmptied(hash: HashValue): HashValue {
  return hash.expiries !== undefined && hash.fields.size === 0 ? emptyHash() : hash;
}

function setPairs(context: Context): number | typeof wrongType {
  const hash = context.db.get(context.arg(1)) ?? emptyHash();
  if (hash.kind !== "hash") return wrongType;
  const before = hash.fields.size;
  for (let i = 2; i < context.argv.length; i += 2)
    store(context, hash, context.arg(i), context.arg(i + 1));
  if (before === 0) context.db.put(context.arg(1), hash);
  context.db.changed(context.arg(1), "hhset");
  return hash.fields.size - before;
}

function hincrby(context: Context): Reply {
  const by = parseInt64(context.arg(3));
  if (by === null) return notAnInteger;
  const found = context.db.get(context.arg(1)) ?? emptyHash();
  if (found.kind !== "hash") return wrongType;
  const current = parseInt64(readField(context, found, context.arg(2)) ?? "0");
  const hash = notEmptied(found);
  if (current === null) return hashValueNotInteger;
  const sum = addInt64(current, by);
  if (sum === null) return incrementOverflow;
  storeComputed(context, hash, String(sum), "hhincrby");
  return sum;
}

function hincrbyfloat(context: Context): Reply {
  const by = parseLongDouble(context.arg(3));
  if (by === null) return notAFloat;
  if (by === "infinite") return notFinite;
  const found = context.db.get(context.arg(1)) ?? emptyHash();
  if (found.kind !== "hash") return wrongType;
  const current = parseLongDouble(readField(context, found, context.arg(2)) ?? "0");
  const hash = notEmptied(found);
  if (current === null) return hashValueNotFloat;
  if (current === "infinite") return incrementNotFinite;
  const sum = formatLongDouble(addLongDoubles(current, by));
  storeComputed(context, hash, sum, "hhincrbyfloat");
  if (context.isFollowed) context.tellAs(["HSET", context.arg(1), context.arg(2), sum]);
  return sum;
}

function storeComputed(context: Context, hash: HashValue, value: Bytes, event: KeyEvent): void {
  store(context, hash, context.arg(2), value, true);
  context.db.put(context.arg(1), hash);
  context.db.changed(context.arg(1), event);
}

function hrandfield(context: Context): Reply {
  const draw = parseDraw(context.argv, "WITHVALUES");
  if ("error" in draw) return draw;
  const { count, withValues } = draw;
  let hash = context.db.get(context.arg(1));
  if (hash !== undefined && hash.kind !== "hash") return wrongType;
  if (hash?.expiries !== undefined) {
    context.db.expireFields(context.arg(1), hash);
    if (hash.fields.size === 0) hash = undefined;
  }
  if (count === null) return hash === undefined ? null : hash.fields.randomKey(context.random);
  if (hash === undefined) return [];
  const fields = drawKeys(context, hash.fields, count);
  if (fields === null) return tooManyDrawn;
  if (!withValues) return fields;
  const pairs = fields.map((field) => [field, hash.fields.get(field)!]);
  return context.protocol === 3 ? pairs : pairs.flat();
}
