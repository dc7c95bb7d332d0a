import type { Wait } from "../blockedClients.ts";
import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError, wrongType } from "../errors.ts";
import type { ListValue, SortedSetValue } from "../keyspace/value.ts";
import type { Reply } from "../reply.ts";
import { move, parseEnd, popItems, tellPop as tellListPop } from "./lists.ts";
import type { End } from "./lists.ts";
import { parseMultiPop } from "./multiPop.ts";
import { scoreReply } from "./scoreReply.ts";
import { parseTimeoutSeconds } from "./parseTimeout.ts";
import { pairs, popExtremes, tellPop as tellScoredPop } from "./sortedSets.ts";
import type { Extreme } from "./sortedSets.ts";

/** The pops that wait for something to pop. How waiting works is in blockedClients.ts. */
export const blockingPops = family({
  BLPOP: (context) => popFirst(context, "LEFT"),
  BRPOP: (context) => popFirst(context, "RIGHT"),
  BLMOVE(context) {
    const from = parseEnd(context.arg(3));
    const to = parseEnd(context.arg(4));
    return from === null || to === null ? syntaxError : moveFirst(context, from, to, 5);
  },
  BRPOPLPUSH: (context) => moveFirst(context, "RIGHT", "LEFT", 3),
  BLMPOP(context) {
    const asked = parseMultiPop(context, 2, ["LEFT", "RIGHT"]);
    if ("error" in asked) return asked;
    const time = parseTimeoutSeconds(context, context.arg(1));
    if ("error" in time) return time;
    const { keys, where, count } = asked;
    const pop = fromList(context, (list, key) => {
      const popped = popItems(context, key, list, where, count);
      tellListPop(context, key, where, popped.length);
      return [key, popped];
    });
    return popOrWait(context, { kind: "list", keys, ...time, serve: pop });
  },
  BZPOPMIN: (context) => popFirstScored(context, "MIN"),
  BZPOPMAX: (context) => popFirstScored(context, "MAX"),
  BZMPOP(context) {
    const asked = parseMultiPop(context, 2, ["MIN", "MAX"]);
    if ("error" in asked) return asked;
    const time = parseTimeoutSeconds(context, context.arg(1));
    if ("error" in time) return time;
    const { keys, where, count } = asked;
    const pop = fromSortedSet(context, (zset, key) => {
      const popped = popExtremes(context, key, zset, where, count);
      tellScoredPop(context, key, where, popped.length);
      return [key, pairs(context, popped, true)];
    });
    return popOrWait(context, { kind: "zset", keys, ...time, serve: pop });
  },
});

/**
 * What a command of this family does to the first key that has something, at once or when there is one. That need not be
 * the key that became ready: Redis 7.2 runs the whole command again.
 */
function popOrWait(context: Context, wait: Wait, refusal?: Reply): Reply {
  const reply = popNow(context, wait);
  if (reply !== undefined) return reply;
  const { blockedAreTriedAgain } = context.behaviour;
  const later = blockedAreTriedAgain ? { ...wait, serve: () => popNow(context, wait) } : wait;
  return context.wait(later, refusal);
}

function popNow({ db }: Context, { keys, kind, serve }: Wait): Reply | undefined {
  for (const key of keys) {
    const value = db.get(key);
    if (value === undefined) continue;
    if (value.kind !== kind) return wrongType;
    const reply = serve(key);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

function fromList({ db }: Context, pop: (list: ListValue, key: Bytes) => Reply): Wait["serve"] {
  return (key) => {
    const list = db.get(key);
    return list?.kind === "list" ? pop(list, key) : undefined;
  };
}

function fromSortedSet(
  { db }: Context,
  pop: (zset: SortedSetValue, key: Bytes) => Reply,
): Wait["serve"] {
  return (key) => {
    const zset = db.get(key);
    return zset?.kind === "zset" ? pop(zset, key) : undefined;
  };
}

/** BLPOP key [key ...] timeout */
function popFirst(context: Context, end: End): Reply {
  const time = parseTimeoutSeconds(context, context.argv.at(-1)!);
  if ("error" in time) return time;
  const keys = context.argv.slice(1, -1);
  const pop = fromList(context, (list, key) => {
    tellListPop(context, key, end, null);
    return [key, ...popItems(context, key, list, end, 1)];
  });
  return popOrWait(context, { kind: "list", keys, ...time, serve: pop });
}

/** BLMOVE source destination from to timeout. The destination is only looked at when there is something to move. */
function moveFirst(context: Context, from: End, to: End, timeoutAt: number): Reply {
  const time = parseTimeoutSeconds(context, context.arg(timeoutAt));
  if ("error" in time) return time;
  const keys = [context.arg(1)];
  const pop = fromList(context, () => {
    const moved = move(context, from, to);
    if (typeof moved === "string" && context.isFollowed) tellMove(context);
    return moved;
  });
  return popOrWait(context, { kind: "list", keys, ...time, serve: pop }, null);
}

/** Replicas are told a move that does not wait. Whoever has waited in Redis 7.0 has the ends spelled anew. */
function tellMove(context: Context): void {
  const { argv, node, client, behaviour } = context;
  const args = argv.slice(1, -1);
  const isSpelledAnew = node.blocked.has(client) && !behaviour.blockedAreTriedAgain;
  if (context.command.name === "BRPOPLPUSH") context.tellAs(["RPOPLPUSH", ...args]);
  else if (isSpelledAnew)
    context.tellAs(["LMOVE", ...args.map((arg, at) => (at < 2 ? arg : arg.toLowerCase()))]);
  else context.tellAs(["LMOVE", ...args]);
}

/** BZPOPMIN key [key ...] timeout */
function popFirstScored(context: Context, extreme: Extreme): Reply {
  const time = parseTimeoutSeconds(context, context.argv.at(-1)!);
  if ("error" in time) return time;
  const keys = context.argv.slice(1, -1);
  const pop = fromSortedSet(context, (zset, key) => {
    const popped = popExtremes(context, key, zset, extreme, 1);
    tellScoredPop(context, key, extreme, null);
    return [key, ...popped.flatMap(([member, score]) => [member, scoreReply(context, score)])];
  });
  return popOrWait(context, { kind: "zset", keys, ...time, serve: pop });
}
