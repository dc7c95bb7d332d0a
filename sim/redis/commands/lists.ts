import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  indexOutOfRange,
  noSuchKey,
  notAnInt64,
  notAnInteger,
  notPositive,
  syntaxError,
  wrongArity,
  wrongType,
} from "../errors.ts";
import { ListItems } from "../keyspace/listItems.ts";
import type { ListValue } from "../keyspace/value.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { nullArray, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parseMultiPop } from "./multiPop.ts";

export const lists = family({
  LPUSH: (context) => push(context, "LEFT", true),
  RPUSH: (context) => push(context, "RIGHT", true),
  LPUSHX: (context) => push(context, "LEFT", false),
  RPUSHX: (context) => push(context, "RIGHT", false),
  LPOP: (context) => pop(context, "LEFT"),
  RPOP: (context) => pop(context, "RIGHT"),
  LLEN(context) {
    const list = context.db.get(context.arg(1));
    if (list === undefined) return 0;
    return list.kind === "list" ? list.items.length : wrongType;
  },
  LRANGE: lrange,
  LINDEX: lindex,
  LSET: lset,
  LREM: lrem,
  LTRIM: ltrim,
  LINSERT: linsert,
  LPOS: lpos,
  LMOVE(context) {
    const from = parseEnd(context.arg(3));
    const to = parseEnd(context.arg(4));
    return from === null || to === null ? syntaxError : move(context, from, to);
  },
  RPOPLPUSH: (context) => move(context, "RIGHT", "LEFT"),
  LMPOP: lmpop,
});

/** Which end of a list. */
export type End = "LEFT" | "RIGHT";

export function parseEnd(text: Bytes): End | null {
  const end = text.toUpperCase();
  return end === "LEFT" || end === "RIGHT" ? end : null;
}

function emptyList({ node: { settings }, behaviour }: Context): ListValue {
  const items = new ListItems(settings.listMaxListpackSize, behaviour.listsAreListpacks);
  return { kind: "list", items, used: 0 };
}

function pushItem(list: ListValue, end: End, item: Bytes): void {
  if (end === "LEFT") list.items.pushFront(item);
  else list.items.pushBack(item);
}

function popItem(list: ListValue, end: End): Bytes | undefined {
  return end === "LEFT" ? list.items.popFront() : list.items.popBack();
}

function push(context: Context, end: End, create: boolean): Reply {
  const found = context.db.get(context.arg(1));
  if (found === undefined && !create) return 0;
  const list = found ?? emptyList(context);
  if (list.kind !== "list") return wrongType;
  if (context.behaviour.listsAreListpacks) list.items.willGrow(context.argv.slice(2));
  for (let i = 2; i < context.argv.length; i++) pushItem(list, end, context.arg(i));
  context.touch(context.argv.length - 2);
  if (found === undefined) context.db.put(context.arg(1), list);
  context.db.changed(context.arg(1), end === "LEFT" ? "llpush" : "lrpush");
  return list.items.length;
}

/**
 * LPOP key [count]
 *
 * Without a key the reply is nil. A count of 0 on a key that exists is an empty array instead.
 */
function pop(context: Context, end: End): Reply {
  const hasCount = context.argv.length > 2;
  if (context.argv.length > 3) return wrongArity(context.command.name);
  const count = hasCount ? parseInteger(context.arg(2)) : 1;
  if (count === null || count < 0) return notPositive; // Redis checks the count before the type.

  const list = context.db.get(context.arg(1));
  if (list === undefined) return hasCount ? nullArray : null;
  if (list.kind !== "list") return wrongType;
  if (count === 0) return [];
  const popped = popItems(context, context.arg(1), list, end, count);
  return hasCount ? popped : popped[0]!;
}

/** Takes that many items or what is there, and the key with the last of them. */
export function popItems(
  context: Context,
  key: Bytes,
  list: ListValue,
  end: End,
  count: number,
): Bytes[] {
  const popped: Bytes[] = [];
  while (popped.length < count && list.items.length > 0) popped.push(popItem(list, end)!);
  if (context.behaviour.listsAreListpacks) list.items.hasShrunk();
  context.touch(popped.length);
  context.db.resized(key, list.items.length, end === "LEFT" ? "llpop" : "lrpop");
  return popped;
}

/** Replicas are told from where something was popped, and how much where that was asked for. */
export function tellPop(context: Context, key: Bytes, end: End, count: number | null): void {
  if (!context.isFollowed) return;
  const name = end === "LEFT" ? "LPOP" : "RPOP";
  context.tellAs(count === null ? [name, key] : [name, key, String(count)]);
}

function lmpop(context: Context): Reply {
  const asked = parseMultiPop(context, 1, ["LEFT", "RIGHT"]);
  if ("error" in asked) return asked;
  for (const key of asked.keys) {
    const list = context.db.get(key);
    if (list === undefined) continue;
    if (list.kind !== "list") return wrongType;
    const popped = popItems(context, key, list, asked.where, asked.count);
    tellPop(context, key, asked.where, popped.length);
    return [key, popped];
  }
  return nullArray;
}

/** LMOVE and RPOPLPUSH, without their options. */
export function move(context: Context, from: End, to: End): Reply {
  const { db } = context;
  const source = db.get(context.arg(1));
  if (source === undefined) return null;
  if (source.kind !== "list") return wrongType;
  const target = db.get(context.arg(2)) ?? emptyList(context);
  if (target.kind !== "list") return wrongType;
  const item = popItem(source, from)!;
  const { listsAreListpacks } = context.behaviour;
  if (listsAreListpacks) target.items.willGrow([item]);
  pushItem(target, to, item);
  if (listsAreListpacks) source.items.hasShrunk();
  db.put(context.arg(2), target);
  db.changed(context.arg(2), to === "LEFT" ? "llpush" : "lrpush");
  const popped = from === "LEFT" ? "llpop" : "lrpop";
  if (target === source) db.notify(popped, context.arg(1));
  else db.resized(context.arg(1), source.items.length, popped);
  return item;
}

/** Redis' range of positions: both ends included, negative ones count from the end. As [from, to). */
function clampRange(start: number, stop: number, length: number): readonly [number, number] {
  const from = Math.max(0, start < 0 ? length + start : start);
  const to = Math.min(length, (stop < 0 ? length + stop : stop) + 1);
  return from < to ? [from, to] : [0, 0];
}

/** Elements between a position and the nearer end, which is where Redis starts to walk. */
function distance(list: ListValue, index: number): number {
  return Math.min(index, list.items.length - 1 - index);
}

function lrange(context: Context): Reply {
  const start = parseInteger(context.arg(2));
  const stop = parseInteger(context.arg(3));
  if (start === null || stop === null) return notAnInteger;
  const list = context.db.get(context.arg(1));
  if (list === undefined) return [];
  if (list.kind !== "list") return wrongType;
  const [from, to] = clampRange(start, stop, list.items.length);
  context.touch(to - from + (from < to ? distance(list, from) : 0));
  return list.items.slice(from, to);
}

function lindex(context: Context): Reply {
  const list = context.db.get(context.arg(1));
  if (list === undefined) return null;
  if (list.kind !== "list") return wrongType;
  const index = parseInteger(context.arg(2));
  if (index === null) return notAnInteger;
  const at = index < 0 ? list.items.length + index : index;
  if (at < 0 || at >= list.items.length) return null;
  context.touch(distance(list, at));
  return list.items.at(at);
}

function lset(context: Context): Reply {
  const list = context.db.get(context.arg(1));
  if (list === undefined) return noSuchKey;
  if (list.kind !== "list") return wrongType;
  const given = parseInt64(context.arg(2));
  if (given === null) return notAnInteger;
  const { listsAreListpacks } = context.behaviour;
  // Where lists may be listpacks, what replaces an item takes its index as an int.
  const index = listsAreListpacks ? Number(BigInt.asIntN(32, BigInt(given))) : Number(given);
  const at = index < 0 ? list.items.length + index : index;
  // Before it is known whether there is such a place, as in Redis.
  if (listsAreListpacks) list.items.willGrow([context.arg(3)]);
  if (at < 0 || at >= list.items.length) return indexOutOfRange;
  context.touch(distance(list, at));
  list.items.set(at, context.arg(3));
  if (listsAreListpacks) list.items.hasShrunk();
  context.db.changed(context.arg(1), "llset");
  return ok;
}

/** The smallest number of 64 bits. As a text, for the next one is the same double. */
const isSmallest = (text: Bytes): boolean => text === "-9223372036854775808";

/** LREM key count element: a negative count removes from the end, 0 all of them. */
function lrem(context: Context): Reply {
  const count = parseInteger(context.arg(2));
  if (count === null) return notAnInteger;
  if (isSmallest(context.arg(2)) && context.behaviour.negatedIsChecked) return notAnInt64;
  const list = context.db.get(context.arg(1));
  if (list === undefined) return 0;
  if (list.kind !== "list") return wrongType;
  const { length } = list.items;
  const max = count === 0 ? length : Math.abs(count);
  const doomed = new Set<number>();
  for (let i = 0; i < length && doomed.size < max; i++) {
    const at = count < 0 ? length - 1 - i : i;
    context.touch(1);
    if (list.items.at(at) === context.arg(3)) doomed.add(at);
  }
  if (doomed.size === 0) return 0;
  list.items.filter((_, index) => !doomed.has(index));
  if (context.behaviour.listsAreListpacks) list.items.hasShrunk();
  context.db.resized(context.arg(1), list.items.length, "llrem");
  return doomed.size;
}

function ltrim(context: Context): Reply {
  const start = parseInteger(context.arg(2));
  const stop = parseInteger(context.arg(3));
  if (start === null || stop === null) return notAnInteger;
  const list = context.db.get(context.arg(1));
  if (list === undefined) return ok;
  if (list.kind !== "list") return wrongType;
  const [from, to] = clampRange(start, stop, list.items.length);
  const behind = list.items.length - to;
  context.touch(from + behind);
  for (let i = 0; i < behind; i++) list.items.popBack();
  for (let i = 0; i < from; i++) list.items.popFront();
  if (context.behaviour.listsAreListpacks) list.items.hasShrunk();
  context.db.resized(context.arg(1), list.items.length, "lltrim");
  if (from + behind === 0) context.node.ledger.changes--; // Who watches hears of it, replicas do not.
  return ok;
}

function linsert(context: Context): Reply {
  const where = context.arg(2).toUpperCase();
  if (where !== "BEFORE" && where !== "AFTER") return syntaxError;
  const list = context.db.get(context.arg(1));
  if (list === undefined) return 0;
  if (list.kind !== "list") return wrongType;
  // Whether or not there is a place for it: Redis does not know yet.
  if (context.behaviour.listsAreListpacks) list.items.willGrow([context.arg(4)]);
  for (let at = 0; at < list.items.length; at++) {
    context.touch(1);
    if (list.items.at(at) !== context.arg(3)) continue;
    list.items.insert(at, context.arg(4), where === "AFTER" ? "after" : "before");
    context.db.changed(context.arg(1), "llinsert");
    return list.items.length;
  }
  return -1;
}

const rankZero = {
  error:
    "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
};

/** LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len] */
function lpos(context: Context): Reply {
  let rank = 1;
  let count: number | null = null;
  let maxlen = 0;
  for (let i = 3; i < context.argv.length; i += 2) {
    const option = context.arg(i).toUpperCase();
    if (i + 1 >= context.argv.length) return syntaxError;
    const value = parseInteger(context.arg(i + 1));
    if (option === "RANK") {
      if (value === null) return notAnInteger;
      if (value === 0) return rankZero;
      const smallest = isSmallest(context.arg(i + 1));
      if (smallest && context.behaviour.negatedIsChecked) return notAnInt64;
      rank = smallest ? -1 : value; // Redis 7.0 negates it, in vain.
    } else if (option === "COUNT") {
      if (value === null || value < 0) return { error: "ERR COUNT can't be negative" };
      count = value;
    } else if (option === "MAXLEN") {
      if (value === null || value < 0) return { error: "ERR MAXLEN can't be negative" };
      maxlen = value;
    } else return syntaxError;
  }
  const list = context.db.get(context.arg(1));
  if (list === undefined) return count === null ? null : [];
  if (list.kind !== "list") return wrongType;

  const { length } = list.items;
  const wanted = count === null ? 1 : count === 0 ? length : count;
  const compared = maxlen === 0 ? length : Math.min(maxlen, length);
  const matches: number[] = [];
  let toSkip = Math.abs(rank) - 1;
  for (let i = 0; i < compared && matches.length < wanted; i++) {
    const at = rank < 0 ? length - 1 - i : i;
    context.touch(1);
    if (list.items.at(at) === context.arg(2) && toSkip-- <= 0) matches.push(at);
  }
  return count === null ? (matches[0] ?? null) : matches;
}
