import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, invalidExpire, notAnInteger } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { expiryMs, type Millis } from "../numbers/expiryMs.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { deleteAsPast } from "./deleteAsPast.ts";

export const expiry = family({
  EXPIRE: (context) => expire(context, 1000, context.nowMs),
  PEXPIRE: (context) => expire(context, 1, context.nowMs),
  EXPIREAT: (context) => expire(context, 1000, 0),
  PEXPIREAT: (context) => expire(context, 1, 0),
  PERSIST({ db, argv: [, key = ""] }) {
    if (!db.has(key) || !db.persist(key)) return 0;
    db.changed(key, "gpersist");
    return 1;
  },
  TTL: (context) => remaining(context, (atMs) => inSeconds(left(atMs, context.nowMs))),
  PTTL: (context) => remaining(context, (atMs) => left(atMs, context.nowMs)),
  EXPIRETIME: (context) => remaining(context, inSeconds),
  PEXPIRETIME: (context) => remaining(context, (atMs) => atMs),
});

/** Redis rounds to the nearest second. */
function inSeconds(ms: Millis): Millis {
  return typeof ms === "bigint" ? (ms + 500n) / 1000n : Math.floor((ms + 500) / 1000);
}

function left(atMs: Millis, nowMs: number): Millis {
  return typeof atMs === "bigint" ? atMs - BigInt(nowMs) : Math.max(0, atMs - nowMs);
}

function remaining({ db, argv: [, key = ""] }: Context, show: (atMs: Millis) => Millis): Reply {
  if (!db.has(key)) return -2;
  const atMs = db.expiryOf(key);
  return atMs === undefined ? -1 : show(atMs);
}

type Conditions = {
  readonly nx: boolean;
  readonly xx: boolean;
  readonly gt: boolean;
  readonly lt: boolean;
};

function parseConditions(context: Context): Conditions | ErrorReply {
  let [nx, xx, gt, lt] = [false, false, false, false];
  for (let i = 3; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "NX") nx = true;
    else if (option === "XX") xx = true;
    else if (option === "GT") gt = true;
    else if (option === "LT") lt = true;
    else return errorAbout((option) => `ERR Unsupported option ${option}`, context.arg(i));
  }
  if (nx && (xx || gt || lt))
    return { error: "ERR NX and XX, GT or LT options at the same time are not compatible" };
  if (gt && lt) return { error: "ERR GT and LT options at the same time are not compatible" };
  return { nx, xx, gt, lt };
}

/** @param unitMs how long one of the argument's units is. @param baseMs what it counts from. */
function expire(context: Context, unitMs: number, baseMs: number): Reply {
  const conditions = parseConditions(context);
  if ("error" in conditions) return conditions;
  const time = parseInt64(context.arg(2));
  if (time === null) return notAnInteger;
  const atMs = expiryMs(time, unitMs, baseMs);
  if (atMs === null) return invalidExpire(context.command.name);

  const { db } = context;
  const key = context.arg(1);
  if (!db.has(key)) return 0;
  const { nx, xx, gt, lt } = conditions;
  const currentMs = db.expiryOf(key);
  if (nx && currentMs !== undefined) return 0;
  if (xx && currentMs === undefined) return 0;
  if (gt && (currentMs === undefined || atMs <= currentMs)) return 0; // No expiry is the longest one.
  if (lt && currentMs !== undefined && atMs >= currentMs) return 0;

  if (context.isPast(atMs)) deleteAsPast(context, key);
  else {
    db.expireAt(key, atMs);
    db.changed(key, "gexpire");
    if (context.isFollowed && context.command.name !== "PEXPIREAT")
      context.tellAs(["PEXPIREAT", key, String(atMs), ...context.argv.slice(3)]);
  }
  return 1;
}
