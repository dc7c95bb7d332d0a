import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  notAFloat,
  notPositive,
  scoreIsNaN,
  syntaxError,
  wrongArity,
  wrongType,
} from "../errors.ts";
import { addScore, emptySortedSet, removeMember, slice } from "../keyspace/sortedSet.ts";
import type { Scored } from "../keyspace/sortedSet.ts";
import type { SortedSetValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { formatDouble } from "../numbers/formatDouble.ts";
import { scoreInListpack } from "../numbers/scoreInListpack.ts";
import { parseDouble } from "../numbers/parseDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { nullArray } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { drawKeys, tooManyDrawn } from "./drawKeys.ts";
import { parseMultiPop } from "./multiPop.ts";
import { scoreReply } from "./scoreReply.ts";
import { parseDraw } from "./parseDraw.ts";
import { scanCollection } from "./scanCollection.ts";

/** Ranges are in sortedSetRanges.ts, unions and the like in sortedSetAlgebra.ts. */
export const sortedSets = family({
  ZADD: (context) => zadd(context, false),
  ZINCRBY: (context) => zadd(context, true),
  ZREM(context) {
    const zset = context.db.get(context.arg(1));
    if (zset === undefined) return 0;
    if (zset.kind !== "zset") return wrongType;
    let removed = 0;
    for (let i = 2; i < context.argv.length; i++) {
      context.touch(searchCost(zset.scores.size));
      if (removeMember(zset, context.arg(i))) removed++;
    }
    if (removed > 0) context.db.resized(context.arg(1), zset.scores.size, "zzrem");
    return removed;
  },
  ZCARD: reader(0, (zset) => zset.scores.size),
  ZSCORE: reader(null, (zset, context) => scoreOrNull(context, zset.scores.get(context.arg(2)))),
  ZMSCORE(context) {
    const zset = context.db.get(context.arg(1));
    if (zset !== undefined && zset.kind !== "zset") return wrongType;
    context.touch(context.argv.length - 2);
    return context.argv.slice(2).map((member) => scoreOrNull(context, zset?.scores.get(member)));
  },
  ZRANK: (context) => zrank(context, false),
  ZREVRANK: (context) => zrank(context, true),
  ZPOPMIN: (context) => zpop(context, "MIN"),
  ZPOPMAX: (context) => zpop(context, "MAX"),
  ZMPOP: zmpop,
  ZRANDMEMBER: zrandmember,
  ZSCAN(context) {
    return scanCollection(context, "zset", (zset) => ({
      whole: zset.compact,
      keys: zset.scores,
      inOrder: () => slice(zset, 0, zset.order.size).map(([member]) => member),
      show: (member) => [member, shownInScan(context, zset, zset.scores.get(member)!)],
    }));
  },
});

/** ZSCAN shows what a listpack holds, where there is one. */
function shownInScan({ behaviour }: Context, { compact }: SortedSetValue, score: number): Bytes {
  return compact ? scoreInListpack(score, behaviour.shortestDoubles) : formatDouble(score);
}

/** A command that only reads one sorted set: what it answers without one, and with one. */
function reader(absent: Reply, read: (zset: SortedSetValue, context: Context) => Reply) {
  return (context: Context): Reply => {
    const zset = context.db.get(context.arg(1));
    if (zset === undefined) return absent;
    return zset.kind === "zset" ? read(zset, context) : wrongType;
  };
}

function scoreOrNull(context: Context, score: number | undefined): Reply {
  return score === undefined ? null : scoreReply(context, score);
}

/** ZRANK key member [WITHSCORE], which Redis 7.0's arity does not let through */
function zrank(context: Context, reverse: boolean): Reply {
  const [, key = "", member = "", option, ...rest] = context.argv;
  const withScore = option !== undefined;
  if (rest.length > 0) return wrongArity(context.command.name);
  if (withScore && option.toUpperCase() !== "WITHSCORE") return syntaxError;
  const absent = withScore ? nullArray : null;
  const zset = context.db.get(key);
  if (zset === undefined) return absent;
  if (zset.kind !== "zset") return wrongType;
  const score = zset.scores.get(member);
  if (score === undefined) return absent;
  context.touch(searchCost(zset.scores.size));
  const fromStart = zset.order.rank(score, member);
  const rank = reverse ? zset.scores.size - 1 - fromStart : fromStart;
  return withScore ? [rank, scoreReply(context, score)] : rank;
}

/** Members with scores: flat for RESP2, in pairs for RESP3. */
export function withScores(context: Context, elements: readonly Scored[]): Reply {
  return pairs(context, elements, context.protocol === 3);
}

/** Members with scores, flat or nested whatever the protocol. */
export function pairs(context: Context, elements: readonly Scored[], nested: boolean): Reply {
  const items: Reply[] = [];
  for (const [member, score] of elements) {
    if (nested) items.push([member, scoreReply(context, score)]);
    else items.push(member, scoreReply(context, score));
  }
  return items;
}

type AddOptions = {
  readonly nx: boolean;
  readonly xx: boolean;
  readonly gt: boolean;
  readonly lt: boolean;
  readonly ch: boolean;
  readonly incr: boolean;
};

/** ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member [score member ...]. ZINCRBY is its INCR, options included. */
function zadd(context: Context, increments: boolean): Reply {
  let nx = false;
  let xx = false;
  let gt = false;
  let lt = false;
  let ch = false;
  let incr = increments;
  let first = 2;
  for (; first < context.argv.length; first++) {
    if (context.arg(first).charCodeAt(0) <= nine) break;
    const option = context.arg(first).toUpperCase();
    if (option === "NX") nx = true;
    else if (option === "XX") xx = true;
    else if (option === "GT") gt = true;
    else if (option === "LT") lt = true;
    else if (option === "CH") ch = true;
    else if (option === "INCR") incr = true;
    else break;
  }
  const given = context.argv.length - first;
  if (given === 0 || given % 2 === 1) return syntaxError;
  if (nx && xx) return { error: "ERR XX and NX options at the same time are not compatible" };
  if ((gt && nx) || (lt && nx) || (gt && lt))
    return { error: "ERR GT, LT, and/or NX options at the same time are not compatible" };
  if (incr && given > 2)
    return { error: "ERR INCR option supports a single increment-element pair" };

  const scores: number[] = [];
  for (let i = first; i < context.argv.length; i += 2) {
    const score = parseDouble(context.arg(i));
    if (score === null) return notAFloat;
    scores.push(score);
  }
  return addAll(context, scores, first, { nx, xx, gt, lt, ch, incr });
}

/** What scores begin with comes before the letters that options begin with. */
const nine = 0x39;

function addAll(
  context: Context,
  scores: readonly number[],
  first: number,
  options: AddOptions,
): Reply {
  const found = context.db.get(context.arg(1));
  if (found !== undefined && found.kind !== "zset") return wrongType;
  if (found === undefined && options.xx) return options.incr ? null : 0;
  const zset = found ?? newSet(context, first, scores.length);

  const { settings } = context.node;
  if (outgrowsListpack(context, first, scores.length)) zset.compact = false;
  let added = 0;
  let updated = 0;
  let result: number | null = null;
  for (let i = 0; i < scores.length; i++) {
    const member = context.arg(first + 2 * i + 1);
    context.touch(searchCost(zset.scores.size));
    const old = zset.scores.get(member);
    const next = scoreToSet(old, scores[i]!, options);
    if (next === null) continue;
    if (Number.isNaN(next)) return scoreIsNaN;
    result = next;
    if (old === undefined) added++;
    else if (old !== next) updated++;
    addScore(settings, zset, member, next);
  }
  if (added + updated > 0) {
    if (found === undefined) context.db.put(context.arg(1), zset);
    context.db.changed(context.arg(1), options.incr ? "zzincr" : "zzadd");
  }
  if (options.incr) return scoreOrNull(context, result ?? undefined);
  return options.ch ? added + updated : added;
}

/** A listpack if what comes first fits into one. Redis 7.2 and later count all that comes, Valkey looks at all lengths. */
function newSet(context: Context, first: number, coming: number): SortedSetValue {
  const looked = context.behaviour.compactSetsMakeRoom === "countAndLength" ? coming : 1;
  const outgrows = outgrowsListpack(context, first, coming);
  return emptySortedSet(!outgrows && fitsListpack(context, first, looked));
}

/** Whether a listpack is given up before anything is added, and even if nothing will be. */
function outgrowsListpack(context: Context, first: number, coming: number): boolean {
  const { compactSetsMakeRoom } = context.behaviour;
  if (compactSetsMakeRoom === "count") return coming > context.node.settings.zsetMaxListpackEntries;
  return compactSetsMakeRoom === "countAndLength" && !fitsListpack(context, first, coming);
}

/** Whether that much fits into a listpack: how many come, and how long each is. */
function fitsListpack({ node, argv }: Context, first: number, coming: number): boolean {
  const { zsetMaxListpackEntries, zsetMaxListpackValue } = node.settings;
  if (coming > zsetMaxListpackEntries) return false;
  for (let i = 0; i < coming; i++)
    if (argv[first + 2 * i + 1]!.length > zsetMaxListpackValue) return false;
  return true;
}

/** The score that the member is to have, null when the options leave it as it is. */
function scoreToSet(old: number | undefined, given: number, options: AddOptions): number | null {
  if (old === undefined) return options.xx ? null : given;
  if (options.nx) return null;
  const next = options.incr ? old + given : given;
  if (options.gt && next <= old) return null;
  if (options.lt && next >= old) return null;
  return next;
}

/** Which end of a sorted set. */
export type Extreme = "MIN" | "MAX";

/** Takes that many members from one end or what is there, and the key with the last of them. */
export function popExtremes(
  context: Context,
  key: Bytes,
  zset: SortedSetValue,
  extreme: Extreme,
  count: number,
): Scored[] {
  const size = zset.scores.size;
  const popped =
    extreme === "MIN"
      ? slice(zset, 0, Math.min(count, size))
      : slice(zset, Math.max(0, size - count), size).toReversed();
  for (const [member] of popped) {
    context.touch(searchCost(zset.scores.size));
    removeMember(zset, member);
  }
  context.db.resized(key, zset.scores.size, extreme === "MIN" ? "zzpopmin" : "zzpopmax");
  return popped;
}

/** ZPOPMIN key [count]. Only a count makes RESP3 nest, as without one there is only one pair. */
function zpop(context: Context, extreme: Extreme): Reply {
  if (context.argv.length > 3) return syntaxError;
  const hasCount = context.argv.length === 3;
  const count = hasCount ? parseInteger(context.arg(2)) : 1;
  if (count === null || count < 0) return notPositive;
  const zset = context.db.get(context.arg(1));
  if (zset === undefined) return [];
  if (zset.kind !== "zset") return wrongType;
  if (count === 0) return [];
  const popped = popExtremes(context, context.arg(1), zset, extreme, count);
  return pairs(context, popped, hasCount && context.protocol === 3);
}

/** Replicas are told from where something was popped, and how much where that was asked for. */
export function tellPop(
  context: Context,
  key: Bytes,
  extreme: Extreme,
  count: number | null,
): void {
  if (!context.isFollowed) return;
  const name = extreme === "MIN" ? "ZPOPMIN" : "ZPOPMAX";
  context.tellAs(count === null ? [name, key] : [name, key, String(count)]);
}

function zmpop(context: Context): Reply {
  const asked = parseMultiPop(context, 1, ["MIN", "MAX"]);
  if ("error" in asked) return asked;
  for (const key of asked.keys) {
    const zset = context.db.get(key);
    if (zset === undefined) continue;
    if (zset.kind !== "zset") return wrongType;
    const popped = popExtremes(context, key, zset, asked.where, asked.count);
    tellPop(context, key, asked.where, popped.length);
    return [key, pairs(context, popped, true)];
  }
  return nullArray;
}

function zrandmember(context: Context): Reply {
  const draw = parseDraw(context.argv, "WITHSCORES");
  if ("error" in draw) return draw;
  const { count, withValues } = draw;
  const zset = context.db.get(context.arg(1));
  if (zset !== undefined && zset.kind !== "zset") return wrongType;
  if (count === null) return zset === undefined ? null : zset.scores.randomKey(context.random);
  if (zset === undefined) return [];
  const members = drawKeys(context, zset.scores, count);
  if (members === null) return tooManyDrawn;
  if (!withValues) return members;
  return withScores(
    context,
    members.map((member) => [member, zset.scores.get(member)!]),
  );
}
