import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, notAnInteger, syntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { assign } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import { advance } from "../keyspace/groupProgress.ts";
import { oneMore } from "../keyspace/pendingEntries.ts";
import type { Consumer } from "../keyspace/pendingEntries.ts";
import type { Stream } from "../keyspace/stream.ts";
import { formatStreamId, idAfter, idBefore, maxId, zeroId } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import { searchCost } from "../ledger.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { nullArray } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parseTimeoutMs } from "./parseTimeout.ts";
import type { Until } from "./parseTimeout.ts";
import { seeMember } from "./seeMember.ts";
import { tellClaim, tellMember, tellProgress } from "./streamEffects.ts";
import { entryReply, invalidId, parseExactId } from "./streamArguments.ts";

export const streamReads = family({ XREAD: read, XREADGROUP: read });

/** In whose name XREADGROUP reads. */
type Member = { readonly group: Bytes; readonly consumer: Bytes };

type Options = {
  readonly count: number;
  /** Null without BLOCK. */
  readonly block: Until | null;
  readonly member: Member | null;
  /** XREADGROUP's NOACK: what it delivers is not pending. */
  readonly acknowledged: boolean;
  readonly keys: readonly Bytes[];
  readonly idTexts: readonly Bytes[];
};

/** Clients that waited get no more than this at once unless they say how much. */
const blockedCountMax = 1000;

/** What ">" stands for: it is the largest id, and so that means the same. */
const newOnly = maxId;

function read(context: Context): Reply {
  if (context.isFollowed) context.node.propagation.prevent(); // What it does is told by tellClaim and the like.
  const options = parseOptions(context);
  if ("error" in options) return options;
  const { keys, member, block } = options;
  const afterIds: StreamId[] = [];
  for (const [index, key] of keys.entries()) {
    const after = resolve(context, member, key, options.idTexts[index]!);
    if (typeof after === "object") return after;
    afterIds.push(after);
  }

  const reply = readAll(context, options, afterIds);
  if (reply !== undefined) return reply;
  if (block === null) return nullArray;
  return context.wait({
    kind: "stream",
    keys,
    untilMs: block.untilMs,
    serve: context.behaviour.blockedAreTriedAgain
      ? () => tryAgain(context, options, afterIds)
      : (key) => serve(context, options, key, afterIds[keys.indexOf(key)]!),
    ...(member === null ? {} : { endsWithStream: (key) => streamGone(context, key, member.group) }),
  });
}

/** What the streams have for the client at once; undefined for nothing, which is worth waiting for. */
function readAll(
  context: Context,
  options: Options,
  afterIds: readonly StreamId[],
): Reply | undefined {
  const replies: (readonly [Bytes, Reply])[] = [];
  for (const [index, key] of options.keys.entries()) {
    const entries = readNow(context, options, key, afterIds[index]!);
    if (entries !== undefined) replies.push([key, entries]);
  }
  return replies.length > 0 ? byStream(context, replies) : undefined;
}

/** One of the streams of a waiting client has grown. Redis 7.2 runs the whole command again, but that "$" is known now. */
function tryAgain(
  context: Context,
  options: Options,
  afterIds: readonly StreamId[],
): Reply | undefined {
  const { keys, member } = options;
  for (const key of keys) {
    const value = context.db.get(key);
    if (value !== undefined && value.kind !== "stream") return wrongType;
    if (member !== null && value?.stream.groups.get(member.group) === undefined)
      return noSuchGroupToRead(key, member.group);
  }
  return readAll(context, options, afterIds);
}

/** XREADGROUP GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...] */
function parseOptions(context: Context): Options | ErrorReply {
  const inGroup = context.command.name === "XREADGROUP";
  let count = 0;
  let block: Until | null = null;
  let member: Member | null = null;
  let acknowledged = true;
  for (let i = 1; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    const left = context.argv.length - i - 1;
    if (option === "BLOCK" && left > 0) {
      if (context.origin === "script" && !context.behaviour.scriptsMayAskToBlock)
        return blockInScript(context);
      const parsed = parseTimeoutMs(context, context.arg(++i));
      if ("error" in parsed) return parsed;
      block = parsed;
    } else if (option === "COUNT" && left > 0) {
      const parsed = parseInteger(context.arg(++i));
      if (parsed === null) return notAnInteger;
      count = Math.max(0, parsed);
    } else if (option === "STREAMS" && left > 0) {
      if (left % 2 === 1) return unbalanced(context);
      if (inGroup && member === null) return groupMissing;
      const keys = context.argv.slice(i + 1, i + 1 + left / 2);
      const idTexts = context.argv.slice(i + 1 + left / 2);
      return { count, block, member, acknowledged, keys, idTexts };
    } else if (option === "GROUP" && left >= 2) {
      if (!inGroup) return groupOption;
      member = { group: context.arg(i + 1), consumer: context.arg(i + 2) };
      i += 2;
    } else if (option === "NOACK") {
      if (!inGroup) return noackOption;
      acknowledged = false;
    } else return syntaxError;
  }
  return syntaxError;
}

/** After which id to read, with the checks that Redis makes for each stream before it reads from any. */
function resolve(
  context: Context,
  member: Member | null,
  key: Bytes,
  text: Bytes,
): StreamId | ErrorReply {
  const value = context.db.get(key);
  if (value !== undefined && value.kind !== "stream") return wrongType;
  if (member !== null && value?.stream.groups.get(member.group) === undefined)
    return noSuchGroupToRead(key, member.group);
  if (text === "$") return member === null ? (value?.stream.lastId ?? zeroId) : dollarInGroup;
  if (text === "+" && context.behaviour.xreadLastEntry !== null) {
    if (member !== null) return plusInGroup;
    // What the last entry, which comes next then, is behind; without one it is as with "$".
    const lastEntry =
      context.behaviour.xreadLastEntry === "valid"
        ? value?.stream.range(zeroId, maxId, 1, true)[0]?.[0]
        : value?.stream.lastId;
    return lastEntry === undefined ? zeroId : (idBefore(lastEntry) ?? zeroId);
  }
  if (text === ">") return member === null ? newWithoutGroup : newOnly;
  return parseExactId(text) ?? invalidId;
}

/** What one stream has for the client at once; undefined for nothing. */
function readNow(
  context: Context,
  options: Options,
  key: Bytes,
  after: StreamId,
): Reply | undefined {
  const value = context.db.get(key);
  if (value?.kind !== "stream") return undefined;
  const { stream } = value;
  const { member } = options;
  const max = options.count === 0 ? Infinity : options.count;
  const group = member === null ? undefined : stream.groups.get(member.group);
  if (member === null || group === undefined)
    return stream.lastEntryId > after ? entriesAfter(context, stream, after, max) : undefined;
  if (context.behaviour.consumersAreActive) seeReader(context, options, key, group, member);
  if (after !== newOnly) return history(context, options, key, stream, group, member, after, max);
  if (stream.lastEntryId <= group.lastId) return undefined;
  return deliver(context, options, key, stream, group, member, max);
}

/** The stream of a waiting client has grown, or its group is gone (Redis 7.0). */
function serve(context: Context, options: Options, key: Bytes, after: StreamId): Reply | undefined {
  const value = context.db.get(key);
  if (value?.kind !== "stream") return undefined;
  const { stream } = value;
  const { member } = options;
  const max = options.count === 0 ? blockedCountMax : options.count;
  if (member === null) {
    if (stream.lastId <= after) return undefined;
    return byStream(context, [[key, entriesAfter(context, stream, after, max)]]);
  }
  const group = stream.groups.get(member.group);
  if (group === undefined) return groupGone;
  if (stream.lastId <= group.lastId) return undefined;
  const entries = deliver(context, options, key, stream, group, member, max);
  return byStream(context, [[key, entries]]);
}

function byStream(context: Context, replies: readonly (readonly [Bytes, Reply])[]): Reply {
  return context.protocol === 3 ? { map: replies } : replies;
}

function entriesAfter(context: Context, stream: Stream, after: StreamId, max: number): Reply {
  const entries = stream.range(idAfter(after) ?? zeroId, maxId, max);
  context.touch(searchCost(stream.length) + entries.length);
  return entries.map(entryReply);
}

/** Replicas get to know a new member by what it claims, and so not one that does not have to acknowledge. */
function seeReader(
  context: Context,
  { acknowledged }: Options,
  key: Bytes,
  group: ConsumerGroup,
  member: Member,
): Consumer {
  const isNew = !group.consumers.has(member.consumer);
  const consumer = seeMember(context, key, group, member.consumer);
  if (isNew && !acknowledged) tellMember(context, key, member.group, member.consumer);
  return consumer;
}

/** Gives a member the entries that nobody of its group was given yet. */
function deliver(
  context: Context,
  options: Options,
  key: Bytes,
  stream: Stream,
  group: ConsumerGroup,
  member: Member,
  max: number,
): Reply {
  const { acknowledged } = options;
  const consumer = seeReader(context, options, key, group, member);
  const entries = stream.range(idAfter(group.lastId) ?? zeroId, maxId, max);
  context.touch(searchCost(stream.length) + entries.length);
  for (const [id] of entries) {
    advance(stream, group, id, context.behaviour.groupsCountFromWithin);
    if (!acknowledged) continue;
    consumer.activeMs = context.nowMs;
    context.touch(searchCost(group.pending.size));
    assign(group, id, consumer, { deliveredMs: context.nowMs, deliveries: 1 });
    tellClaim(context, key, member.group, group, id);
  }
  const isProgressTold = !acknowledged || context.behaviour.groupsTellProgress;
  if (isProgressTold && entries.length > 0) tellProgress(context, key, member.group, group);
  context.db.changedUnwatched(key, null);
  return entries.map(entryReply);
}

/** Gives a member again what is pending for it. Entries that are gone from the stream come without fields. */
function history(
  context: Context,
  options: Options,
  key: Bytes,
  stream: Stream,
  group: ConsumerGroup,
  member: Member,
  after: StreamId,
  max: number,
): Reply {
  const consumer = seeReader(context, options, key, group, member);
  const replies: Reply[] = [];
  context.touch(searchCost(consumer.pending.size));
  for (const [id, pending] of consumer.pending.from(idAfter(after) ?? zeroId)) {
    if (replies.length === max) break;
    context.touch(searchCost(stream.length));
    const fields = stream.get(id);
    replies.push(fields === undefined ? [formatStreamId(id), nullArray] : entryReply([id, fields]));
    if (fields === undefined) continue;
    pending.deliveredMs = context.nowMs;
    pending.deliveries = oneMore(pending.deliveries);
    group.pending.touch(id);
  }
  context.db.changedUnwatched(key, null);
  return replies;
}

function noSuchGroupToRead(key: Bytes, group: Bytes): ErrorReply {
  return errorAbout(
    (name, groupName) =>
      `NOGROUP No such key '${name}' or consumer group '${groupName}' in XREADGROUP with GROUP option`,
    key,
    group,
  );
}

/** What a member hears who waited for a stream that is no more: since Redis 7.2 the command is tried again then. */
function streamGone({ behaviour, db }: Context, key: Bytes, group: Bytes): Reply {
  if (!behaviour.blockedAreTriedAgain)
    return { error: "UNBLOCKED the stream key no longer exists" };
  return db.peek(key) === undefined ? noSuchGroupToRead(key, group) : wrongType;
}

function blockInScript({ argv: [name = ""] }: Context): ErrorReply {
  return errorAbout(
    (given) => `ERR ${given} command is not allowed with BLOCK option from scripts`,
    name,
  );
}

const groupGone: ErrorReply = {
  error: "NOGROUP the consumer group this client was blocked on no longer exists",
};
function unbalanced({ command, behaviour }: Context): ErrorReply {
  return { error: behaviour.unbalancedStreams(command.fullName) };
}
const groupMissing: ErrorReply = { error: "ERR Missing GROUP option for XREADGROUP" };
const groupOption: ErrorReply = {
  error: "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.",
};
const noackOption: ErrorReply = {
  error: "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.",
};
const dollarInGroup: ErrorReply = {
  error:
    "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.",
};
const plusInGroup: ErrorReply = {
  error: dollarInGroup.error.replaceAll("$", "+"),
};
const newWithoutGroup: ErrorReply = {
  error:
    "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.",
};
