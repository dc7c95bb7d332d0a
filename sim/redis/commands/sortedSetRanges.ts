import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { lexRangeInvalid, notAnInteger, scoreNotFloat, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { addScore, emptySortedSet, removeMember, slice } from "../keyspace/sortedSet.ts";
import type { Scored } from "../keyspace/sortedSet.ts";
import type { SortedSetValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseBound } from "../numbers/parseDouble.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { withScores } from "./sortedSets.ts";

/**
 * Everything that takes a range of a sorted set. Each kind of range comes down to two ranks, found in O(log N); what is
 * done with the elements between them is the same for all.
 */
export const sortedSetRanges = family({
  ZRANGE: (context) => range(context, { at: 1, by: null, reverse: null, store: false }),
  ZRANGESTORE: (context) => range(context, { at: 2, by: null, reverse: null, store: true }),
  ZREVRANGE: (context) => range(context, { at: 1, by: "rank", reverse: true, store: false }),
  ZRANGEBYSCORE: (context) => range(context, { at: 1, by: "score", reverse: false, store: false }),
  ZREVRANGEBYSCORE: (context) =>
    range(context, { at: 1, by: "score", reverse: true, store: false }),
  ZRANGEBYLEX: (context) => range(context, { at: 1, by: "lex", reverse: false, store: false }),
  ZREVRANGEBYLEX: (context) => range(context, { at: 1, by: "lex", reverse: true, store: false }),
  ZCOUNT: (context) => count(context, "score"),
  ZLEXCOUNT: (context) => count(context, "lex"),
  ZREMRANGEBYRANK: (context) => remove(context, "rank"),
  ZREMRANGEBYSCORE: (context) => remove(context, "score"),
  ZREMRANGEBYLEX: (context) => remove(context, "lex"),
});

type RangeKind = "rank" | "score" | "lex";

/** Finds the ranks [from, to) of a range that was understood. */
type FindRanks = (zset: SortedSetValue) => readonly [from: number, to: number];

function parseRange(
  { behaviour }: Context,
  kind: RangeKind,
  min: Bytes,
  max: Bytes,
): FindRanks | ErrorReply {
  if (kind === "rank") return parseRankRange(min, max);
  if (kind === "lex") return parseLexRange(min, max);
  return behaviour.boundsAreDecimal && (notDecimal.test(min) || notDecimal.test(max))
    ? scoreNotFloat
    : parseScoreRange(min, max);
}

/** Blanks in front, or a number in base 16. */
const notDecimal = /^\(?(?:[\t-\r ]|[+-]?0x)/i;

function parseRankRange(startText: Bytes, stopText: Bytes): FindRanks | ErrorReply {
  const start = parseInteger(startText);
  const stop = parseInteger(stopText);
  if (start === null || stop === null) return notAnInteger;
  return ({ order: { size } }) => {
    const from = Math.max(0, start < 0 ? size + start : start);
    const to = Math.min(size, (stop < 0 ? size + stop : stop) + 1);
    return [from, Math.max(from, to)];
  };
}

/** "5" is included, "(5" is not; "-inf" and "+inf" are scores like any other. */
function parseScoreRange(minText: Bytes, maxText: Bytes): FindRanks | ErrorReply {
  const minOpen = minText.startsWith("(");
  const maxOpen = maxText.startsWith("(");
  const min = parseBound(minOpen ? minText.slice(1) : minText);
  const max = parseBound(maxOpen ? maxText.slice(1) : maxText);
  if (min === null || max === null) return scoreNotFloat;
  return ({ order }) => {
    const from = minOpen
      ? order.countWhile((score) => score <= min)
      : min === -Infinity
        ? 0
        : order.countWhile((score) => score < min);
    const to = maxOpen
      ? order.countWhile((score) => score < max)
      : max === Infinity
        ? order.size
        : order.countWhile((score) => score <= max);
    return [from, Math.max(from, to)];
  };
}

type LexBound = { readonly text: Bytes; readonly open: boolean } | "-" | "+";

function parseLexBound(text: Bytes): LexBound | null {
  if (text === "-" || text === "+") return text;
  if (text.startsWith("(")) return { text: text.slice(1), open: true };
  if (text.startsWith("[")) return { text: text.slice(1), open: false };
  return null;
}

/** Ranges by member only mean something among equal scores; like Redis' the search relies on that. */
function parseLexRange(minText: Bytes, maxText: Bytes): FindRanks | ErrorReply {
  const min = parseLexBound(minText);
  const max = parseLexBound(maxText);
  if (min === null || max === null) return lexRangeInvalid;
  return ({ order }) => {
    const from = order.countWhile((_, member) => precedes(member, min, true));
    const to = order.countWhile((_, member) => precedes(member, max, false));
    return [from, Math.max(from, to)];
  };
}

/** Whether the member comes before the bound; `openCounts` says on which side a member equal to an open bound is. */
function precedes(member: Bytes, bound: LexBound, isMin: boolean): boolean {
  if (bound === "-") return false;
  if (bound === "+") return true;
  return member < bound.text || (member === bound.text && bound.open === isMin);
}

type RangeForm = {
  /** Where the key to read is. */
  readonly at: number;
  /** Null when the arguments say it: BYSCORE, BYLEX, REV. */
  readonly by: RangeKind | null;
  readonly reverse: boolean | null;
  /** Into argv[1], instead of answering. */
  readonly store: boolean;
};

type RangeOptions = {
  by: RangeKind | null;
  reverse: boolean | null;
  scores: boolean;
  offset: number;
  limit: number;
};

function parseRangeOptions(context: Context, form: RangeForm): RangeOptions | ErrorReply {
  const { argv } = context;
  const options: RangeOptions = {
    by: form.by,
    reverse: form.reverse,
    scores: false,
    offset: 0,
    limit: -1,
  };
  for (let i = form.at + 3; i < argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "WITHSCORES" && !form.store) options.scores = true;
    else if (option === "LIMIT" && i + 2 < argv.length) {
      const offset = parseInteger(context.arg(++i));
      const limit = parseInteger(context.arg(++i));
      if (offset === null || limit === null) return notAnInteger;
      options.offset = offset;
      options.limit = limit;
    } else if (option === "REV" && options.reverse === null) options.reverse = true;
    else if (option === "BYLEX" && options.by === null) options.by = "lex";
    else if (option === "BYSCORE" && options.by === null) options.by = "score";
    else return syntaxError;
  }
  return options;
}

const limitNeedsBy = {
  error: "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
};
const noScoresByLex = {
  error: "ERR syntax error, WITHSCORES not supported in combination with BYLEX",
};

function range(context: Context, form: RangeForm): Reply {
  const options = parseRangeOptions(context, form);
  if ("error" in options) return options;
  const by = options.by ?? "rank";
  const reverse = options.reverse ?? false;
  if (options.limit !== -1 && by === "rank") return limitNeedsBy;
  if (options.scores && by === "lex") return noScoresByLex;
  // Backwards, the larger bound is given first. Ranks are not: they count from the other end.
  const [low, high] = reverse && by !== "rank" ? [2, 1] : [1, 2];
  const find = parseRange(context, by, context.arg(form.at + low), context.arg(form.at + high));
  if (typeof find !== "function") return find;

  const zset = context.db.get(context.arg(form.at));
  if (zset !== undefined && zset.kind !== "zset") return wrongType;
  if (zset === undefined) return form.store ? store(context, by, []) : [];
  const [from, to] = select(context, zset, find, by, reverse, options);
  if (!form.store && !options.scores) {
    const members: Bytes[] = [];
    zset.order.visit(from, to, (member) => members.push(member));
    return reverse ? members.toReversed() : members;
  }
  const upwards = slice(zset, from, to);
  const elements = reverse ? upwards.toReversed() : upwards;
  return form.store ? store(context, by, elements) : withScores(context, elements);
}

/** The ranks [from, to) that are left when a range from the other end and LIMIT are applied. */
function select(
  context: Context,
  zset: SortedSetValue,
  find: FindRanks,
  by: RangeKind,
  reverse: boolean,
  options: RangeOptions,
): readonly [from: number, to: number] {
  // LIMIT with ranks is refused but for a limit of -1, which Redis ignores together with its offset.
  const { offset, limit } = by === "rank" ? { offset: 0, limit: -1 } : options;
  const size = zset.order.size;
  const [first, end] = find(zset);
  const [from, to] = reverse && by === "rank" ? [size - end, size - first] : [first, end];
  const fromEnd = context.behaviour.offsetsMayBeNegative && !zset.compact;
  const atLeast = offset < 0 && fromEnd ? to - from + offset : offset;
  const skipped = atLeast < 0 ? to - from : Math.min(atLeast, to - from);
  const taken = limit < 0 ? to - from - skipped : Math.min(limit, to - from - skipped);
  context.touch(searchCost(size) + skipped + taken); // Redis walks over what OFFSET skips.
  return reverse ? [to - skipped - taken, to - skipped] : [from + skipped, from + skipped + taken];
}

/** Only of a range by rank it is known how many will come when the result is begun (Redis 7.0). */
function store(context: Context, by: RangeKind, elements: readonly Scored[]): Reply {
  const { settings } = context.node;
  const zset = emptySortedSet(by !== "rank" || elements.length <= settings.zsetMaxListpackEntries);
  for (const [member, score] of elements) addScore(settings, zset, member, score);
  if (elements.length === 0) context.db.delete(context.arg(1));
  else context.db.set(context.arg(1), zset, "zzrangestore");
  return elements.length;
}

function count(context: Context, by: RangeKind): Reply {
  const find = parseRange(context, by, context.arg(2), context.arg(3));
  if (typeof find !== "function") return find;
  const zset = context.db.get(context.arg(1));
  if (zset === undefined) return 0;
  if (zset.kind !== "zset") return wrongType;
  context.touch(2 * searchCost(zset.order.size));
  const [from, to] = find(zset);
  return to - from;
}

function remove(context: Context, by: RangeKind): Reply {
  const find = parseRange(context, by, context.arg(2), context.arg(3));
  if (typeof find !== "function") return find;
  const zset = context.db.get(context.arg(1));
  if (zset === undefined) return 0;
  if (zset.kind !== "zset") return wrongType;
  const doomed = slice(zset, ...find(zset));
  context.touch(searchCost(zset.order.size) + doomed.length);
  for (const [member] of doomed) removeMember(zset, member);
  if (doomed.length > 0) context.db.resized(context.arg(1), zset.order.size, `zzremrangeby${by}`);
  return doomed.length;
}
