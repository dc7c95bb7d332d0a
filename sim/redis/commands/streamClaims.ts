import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { assign, settle } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import { oneMore } from "../keyspace/pendingEntries.ts";
import type { Consumer } from "../keyspace/pendingEntries.ts";
import type { Stream } from "../keyspace/stream.ts";
import { formatStreamId, zeroId } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import type { Value } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import {
  entryReply,
  invalidArgument,
  invalidId,
  parseExactId,
  parseStart,
} from "./streamArguments.ts";
import { seeMember } from "./seeMember.ts";
import { tellClaim, tellProgress } from "./streamEffects.ts";
import { noSuchKeyOrGroup } from "./streamGroups.ts";

export const streamClaims = family({ XCLAIM: xclaim, XAUTOCLAIM: xautoclaim });

type Found = { readonly stream: Stream; readonly group: ConsumerGroup };

function find(context: Context, value: Value | undefined): Found | ErrorReply {
  if (value !== undefined && value.kind !== "stream") return wrongType;
  const group = value?.stream.groups.get(context.arg(2));
  if (value === undefined || group === undefined) return noSuchKeyOrGroup(context);
  return { stream: value.stream, group };
}

type ClaimOptions = {
  readonly deliveredMs: number;
  readonly retryCount: number | bigint | null;
  readonly force: boolean;
  readonly justIds: boolean;
  readonly lastId: StreamId;
};

/**
 * XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-ms] [RETRYCOUNT count] [FORCE] [JUSTID]
 * [LASTID id]
 *
 * Entries that are gone from the stream are no longer pending afterwards.
 */
function xclaim(context: Context): Reply {
  const found = find(context, context.db.get(context.arg(1)));
  if ("error" in found) return found;
  const { stream, group } = found;
  const idleMs = parseInteger(context.arg(4));
  if (idleMs === null) return invalidArgument(context, "min-idle-time");
  const ids: StreamId[] = [];
  for (const text of context.argv.slice(5)) {
    const id = parseExactId(text);
    if (id === null) break;
    ids.push(id);
  }
  const options = parseClaimOptions(context, 5 + ids.length);
  if ("error" in options) return options;
  let hasProgress = options.lastId > group.lastId;
  if (hasProgress) group.lastId = options.lastId;
  const tell = (id: StreamId, text: Bytes): void => {
    tellClaim(context, context.arg(1), context.arg(2), group, id, text);
    hasProgress = false; // It is told besides.
  };

  const claimed: Reply[] = [];
  let consumer = seenAtOnce(context, group);
  for (const [index, id] of ids.entries()) {
    context.touch(searchCost(group.pending.size) + searchCost(stream.length));
    const fields = stream.get(id);
    const pending = group.pending.get(id);
    if (fields === undefined && pending !== undefined) {
      tell(id, context.arg(5 + index));
      settle(group, id);
    }
    if (fields === undefined || (pending === undefined && !options.force)) continue;
    if (pending !== undefined && idleMs > 0 && context.nowMs - pending.deliveredMs < idleMs)
      continue;
    consumer ??= seeMember(context, context.arg(1), group, context.arg(3));
    consumer.activeMs = context.nowMs;
    // An entry that FORCE makes pending begins with one delivery, to which this one is added.
    const before = pending?.deliveries ?? 1;
    const deliveries = options.retryCount ?? (options.justIds ? before : oneMore(before));
    assign(group, id, consumer, { deliveredMs: options.deliveredMs, deliveries });
    tell(id, context.arg(5 + index));
    claimed.push(options.justIds ? formatStreamId(id) : entryReply([id, fields]));
  }
  if (hasProgress) tellProgress(context, context.arg(1), context.arg(2), group);
  if (context.isFollowed) context.node.propagation.prevent();
  context.db.changedUnwatched(context.arg(1), null);
  return claimed;
}

/** The consumer, where trying makes it known; in Redis 7.0 only getting something does. */
function seenAtOnce(context: Context, group: ConsumerGroup): Consumer | null {
  return context.behaviour.consumersAreActive
    ? seeMember(context, context.arg(1), group, context.arg(3))
    : null;
}

function parseClaimOptions(context: Context, from: number): ClaimOptions | ErrorReply {
  const { nowMs } = context;
  let deliveredMs = nowMs;
  let retryCount: number | bigint | null = null;
  let [force, justIds] = [false, false];
  let lastId = zeroId;
  for (let i = from; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const text = context.argv[i + 1];
    if (option === "FORCE") force = true;
    else if (option === "JUSTID") justIds = true;
    else if ((option === "IDLE" || option === "TIME") && text !== undefined) {
      const ms = parseInteger(text);
      if (ms === null) return invalidArgument(context, `${option} option`);
      deliveredMs = option === "IDLE" ? nowMs - ms : ms;
      i++;
    } else if (option === "RETRYCOUNT" && text !== undefined) {
      const count = parseInt64(text);
      if (count === null) return invalidArgument(context, "RETRYCOUNT option");
      retryCount = count < 0 ? null : count;
      i++;
    } else if (option === "LASTID" && text !== undefined) {
      const id = parseExactId(text);
      if (id === null) return invalidId;
      lastId = id;
      i++;
    } else return unknownOption(context.arg(i));
  }
  // Clients whose clocks are off are forgiven: a time that cannot be is now.
  if (deliveredMs < 0 || deliveredMs > nowMs) deliveredMs = nowMs;
  return { deliveredMs, retryCount, force, justIds, lastId };
}

function unknownOption(option: Bytes): ErrorReply {
  return errorAbout((given) => `ERR Unrecognized XCLAIM option '${given}'`, option);
}

const usualCount = 100;
/** From here on the 16 bytes that Redis keeps for each id are more than 63 bits can count. */
const countEnd = 2 ** 59;
/** From here on they are more than a process can address: it sets them aside before it begins. */
const memoryEnd = 2 ** 43;
/** How many pending entries Redis looks at for each that it may claim. */
const attemptsEach = 10;

const tooMuchMemory: ErrorReply = {
  error: "ERR Insufficient memory, failed allocating transient memory, COUNT too high.",
};

type AutoclaimOptions = { readonly count: number; readonly justIds: boolean };

/** XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID] */
function xautoclaim(context: Context): Reply {
  const value = context.db.get(context.arg(1)); // Its absence is noticed before any mistake is.
  const idleMs = parseInteger(context.arg(4));
  if (idleMs === null) return invalidArgument(context, "min-idle-time");
  const start = parseStart(context.arg(5));
  if (typeof start !== "string") return start;
  const options = parseAutoclaimOptions(context);
  if ("error" in options) return options;
  const found = find(context, value);
  if ("error" in found) return found;
  if (options.count >= memoryEnd) return tooMuchMemory;
  const { stream, group } = found;

  const claimed: Reply[] = [];
  const deleted: Bytes[] = [];
  let next = zeroId;
  let consumer = seenAtOnce(context, group);
  let attempts = options.count * attemptsEach;
  context.touch(searchCost(group.pending.size));
  for (const [id, pending] of group.pending.from(start)) {
    if (attempts-- === 0 || claimed.length + deleted.length === options.count) {
      next = id;
      break;
    }
    context.touch(1 + searchCost(stream.length));
    const fields = stream.get(id);
    if (fields === undefined) {
      tellClaim(context, context.arg(1), context.arg(2), group, id);
      settle(group, id);
      deleted.push(formatStreamId(id));
      continue;
    }
    if (idleMs > 0 && context.nowMs - pending.deliveredMs < idleMs) continue;
    consumer ??= seeMember(context, context.arg(1), group, context.arg(3));
    consumer.activeMs = context.nowMs;
    const deliveries = options.justIds ? pending.deliveries : oneMore(pending.deliveries);
    assign(group, id, consumer, { deliveredMs: context.nowMs, deliveries });
    tellClaim(context, context.arg(1), context.arg(2), group, id);
    claimed.push(options.justIds ? formatStreamId(id) : entryReply([id, fields]));
  }
  if (context.isFollowed) context.node.propagation.prevent();
  context.db.changedUnwatched(context.arg(1), null);
  return [formatStreamId(next), claimed, deleted];
}

function parseAutoclaimOptions(context: Context): AutoclaimOptions | ErrorReply {
  let count = usualCount;
  let justIds = false;
  for (let i = 6; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (option === "JUSTID") justIds = true;
    else if (option === "COUNT" && i + 1 < context.argv.length) {
      const parsed = parseInteger(context.arg(++i));
      if (parsed === null || parsed < 1 || parsed >= countEnd)
        return { error: "ERR COUNT must be > 0" };
      count = parsed;
    } else return syntaxError;
  }
  return { count, justIds };
}
