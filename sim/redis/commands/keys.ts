import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  dbIndexOutOfRange,
  invalidCursor,
  noSuchKey,
  notAnInt32,
  notAnInteger,
  sameObject,
  syntaxError,
  errorAbout,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { copyValue } from "../keyspace/copyValue.ts";
import type { Database } from "../keyspace/database.ts";
import type { Value } from "../keyspace/value.ts";
import { lookupUses } from "../lookup.ts";
import { matchesGlob } from "../matchesGlob.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parseCursor, parseScanOptions } from "./scanCollection.ts";
import { saved } from "./persistence.ts";

/** What concerns keys whatever they hold. Their expiry is in expiry.ts. */
export const keys = family({
  DEL: remove,
  UNLINK: remove,
  EXISTS: countPresent,
  TOUCH: countPresent,
  TYPE(context) {
    return { status: context.db.get(context.arg(1))?.kind ?? "none" };
  },
  KEYS(context) {
    const pattern = context.arg(1);
    const all = context.db.keys();
    return pattern === "*" ? all : all.filter((key) => matchesGlob(pattern, key));
  },
  SCAN: scan,
  RANDOMKEY({ db, random }) {
    return db.randomKey(random);
  },
  RENAME(context) {
    const value = context.db.get(context.arg(1));
    if (value === undefined) return noSuchKey;
    if (context.arg(1) !== context.arg(2)) rename(context, value);
    return ok;
  },
  RENAMENX(context) {
    const value = context.db.get(context.arg(1));
    if (value === undefined) return noSuchKey;
    if (context.db.has(context.arg(2))) return 0;
    rename(context, value);
    return 1;
  },
  COPY: copy,
  MOVE: move,
  DBSIZE: ({ db }) => db.size,
  FLUSHDB(context) {
    if (!flushOptionFits(context)) return syntaxError;
    context.node.tracking.flushed();
    context.touch(context.db.flush());
    context.node.propagation.force();
    tellOfFlush(context);
    return ok;
  },
  FLUSHALL(context) {
    if (!flushOptionFits(context)) return syntaxError;
    context.node.tracking.flushed();
    for (const db of context.node.databases) context.touch(db.flush());
    context.node.propagation.force();
    // A server that saves from time to time saves at once that there is nothing.
    if (context.node.config.get("save") !== "") saved(context);
    tellOfFlush(context);
    return ok;
  },
  SWAPDB: swapdb,
});

/** Who flushes and caches keys hears of it before the answer, where that comes from another thread. */
function tellOfFlush({ node, behaviour, origin, argv }: Context): void {
  const isAsync = argv[1]?.toUpperCase() === "ASYNC";
  if (behaviour.flushesInBackground && origin === "client" && !isAsync) node.tracking.tellCurrent();
}

function remove(context: Context): Reply {
  let deleted = 0;
  for (let i = 1; i < context.argv.length; i++) if (context.db.delete(context.arg(i))) deleted++;
  return deleted;
}

function countPresent(context: Context): Reply {
  let present = 0;
  for (let i = 1; i < context.argv.length; i++) if (context.db.has(context.arg(i))) present++;
  return present;
}

const types: ReadonlySet<string> = new Set(["string", "list", "set", "zset", "hash", "stream"]);

function scan(context: Context): Reply {
  const cursor = parseCursor(context.arg(1));
  if (cursor === null) return invalidCursor;
  const noValues = context.behaviour.hscanNoValues ? "refused" : "unknown";
  const options = parseScanOptions(context.argv, 2, true, noValues);
  if ("error" in options) return options;
  const { match, type } = options;
  if (type !== null && context.behaviour.scanKnowsTypes && !types.has(type))
    return errorAbout((name) => `ERR unknown type name '${name}'`, type);
  const page = context.db.scan(cursor, options.count);
  const found: Bytes[] = [];
  for (const key of page.keys) {
    if (match !== null && !matchesGlob(match, key)) continue;
    const value = context.db.get(key);
    if (value !== undefined && (type === null || value.kind === type)) found.push(key);
  }
  return [String(page.next), found];
}

/** The expiry goes with the value; that of the replaced key is forgotten. */
function rename({ db, argv: [, from = "", to = ""] }: Context, value: Value): void {
  const atMs = db.expiryOf(from);
  db.delete(from, null);
  db.replace(to, value, null);
  if (atMs !== undefined) db.expireAt(to, atMs);
  db.notify("grename_from", from);
  db.notify("grename_to", to);
}

/**
 * The database that an argument names, or what is wrong with it.
 *
 * @param complaint instead of Redis' usual ones.
 * @param onlyFirst what is said of every other one than the first.
 */
export function parseDatabase(
  context: Context,
  text: Bytes,
  complaint?: ErrorReply,
  onlyFirst: ErrorReply | null = null,
): Database | ErrorReply {
  const index = parseInteger(text);
  if (index === null) return complaint ?? notAnInteger;
  if (index < -(2 ** 31) || index >= 2 ** 31) return complaint ?? notAnInt32;
  if (index !== 0 && onlyFirst !== null) return onlyFirst;
  return context.node.databases[index] ?? dbIndexOutOfRange;
}

/** COPY source destination [DB destination-db] [REPLACE] */
function copy(context: Context): Reply {
  let target = context.db;
  let replace = false;
  for (let i = 3; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "REPLACE") replace = true;
    else if (option === "DB" && i + 1 < context.argv.length) {
      const hasOne = context.node.cluster !== null && context.behaviour.clustersHaveOneDatabase;
      const only = hasOne ? dbIndexOutOfRange : null;
      const db = parseDatabase(context, context.arg(++i), undefined, only);
      if ("error" in db) return db;
      target = db;
    } else return syntaxError;
  }
  if (context.node.cluster !== null && target.index !== 0) return copyRefused;
  const [from, to] = [context.arg(1), context.arg(2)];
  if (target === context.db && from === to) return sameObject;
  const value = context.db.get(from);
  if (value === undefined) return 0;
  context.node.ledger.lookup = lookupUses; // Redis looks the destination up as one that is written.
  if (target.has(to) && !replace) return 0;
  const atMs = context.db.expiryOf(from);
  target.replace(to, copyValue(value), "gcopy_to");
  if (atMs !== undefined) target.expireAt(to, atMs);
  return 1;
}

function move(context: Context): Reply {
  if (context.node.cluster !== null) return notInCluster("MOVE");
  const { db } = context;
  const key = context.arg(1);
  const target = parseDatabase(context, context.arg(2));
  if ("error" in target) return target;
  if (target === db) return sameObject;
  const value = db.get(key);
  if (value === undefined || target.has(key)) return 0;
  const atMs = db.expiryOf(key);
  db.delete(key, null);
  target.set(key, value, null);
  if (atMs !== undefined) target.expireAt(key, atMs);
  db.notify("gmove_from", key);
  target.notify("gmove_to", key);
  return 1;
}

function swapdb(context: Context): Reply {
  if (context.node.cluster !== null) return notInCluster("SWAPDB");
  const first = parseDatabase(context, context.arg(1), { error: "ERR invalid first DB index" });
  if ("error" in first && first !== dbIndexOutOfRange) return first;
  const second = parseDatabase(context, context.arg(2), { error: "ERR invalid second DB index" });
  if ("error" in second) return second;
  if ("error" in first) return first;
  if (first === second) context.node.ledger.changes++;
  else first.swap(second);
  return ok;
}

/** A cluster has the first database only. */
const notInCluster = (name: string): ErrorReply => ({
  error: `ERR ${name} is not allowed in cluster mode`,
});
const copyRefused: ErrorReply = {
  error: "ERR Copying to another database is not allowed in cluster mode",
};

function flushOptionFits({ argv: [, option, ...rest] }: Context): boolean {
  if (option === undefined) return true;
  return rest.length === 0 && ["ASYNC", "SYNC"].includes(option.toUpperCase());
}
