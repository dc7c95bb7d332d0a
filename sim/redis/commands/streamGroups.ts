import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import {
  errorAbout,
  notAnInteger,
  subcommandSyntaxError,
  syntaxError,
  wrongType,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import {
  addConsumer,
  byName,
  newGroup,
  removeConsumer,
  settle,
} from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import { Stream } from "../keyspace/stream.ts";
import { formatStreamId, zeroId } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import { searchCost } from "../ledger.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { nullArray, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import {
  invalidId,
  parseBound,
  parseCount,
  parseEnd,
  parseExactId,
  parseStart,
} from "./streamArguments.ts";

/** Claiming is in streamClaims.ts. */
export const streamGroups = family({
  "XGROUP|CREATE": create,
  "XGROUP|SETID": setId,
  "XGROUP|DESTROY"(context) {
    const stream = streamOf(context);
    if (stream === undefined) return keyRequired;
    if ("error" in stream) return stream;
    if (!stream.groups.delete(context.arg(3))) return 0;
    context.db.changedUnwatched(context.arg(2), "txgroup-destroy");
    context.db.signal(context.arg(2), "stream"); // Those who wait as its members are told.
    return 1;
  },
  "XGROUP|CREATECONSUMER"(context) {
    const group = groupOf(context);
    if ("error" in group) return group;
    if (addConsumer(group, context.arg(4), context.nowMs) === null) return 0;
    context.db.changedUnwatched(context.arg(2), "txgroup-createconsumer");
    return 1;
  },
  "XGROUP|DELCONSUMER"(context) {
    const group = groupOf(context);
    if ("error" in group) return group;
    const consumer = group.consumers.get(context.arg(4));
    if (consumer === undefined) return 0;
    const { size } = consumer.pending;
    context.touch(size * (1 + searchCost(group.pending.size)));
    removeConsumer(group, consumer);
    context.db.changedUnwatched(context.arg(2), "txgroup-delconsumer");
    return size;
  },
  XACK: xack,
  XPENDING: xpending,
});

const keyRequired: ErrorReply = {
  error:
    "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.",
};
const groupExists: ErrorReply = { error: "BUSYGROUP Consumer Group name already exists" };
const entriesReadNegative: ErrorReply = {
  error: "ERR value for ENTRIESREAD must be positive or -1",
};

/** XINFO and XGROUP say it so. */
export function noSuchGroup(group: Bytes, key: Bytes): ErrorReply {
  return errorAbout(
    (group, key) => `NOGROUP No such consumer group '${group}' for key name '${key}'`,
    group,
    key,
  );
}

/** XPENDING, XCLAIM and XAUTOCLAIM say it so. */
export function noSuchKeyOrGroup({ argv: [, key = "", group = ""] }: Context): ErrorReply {
  return errorAbout(
    (key, group) => `NOGROUP No such key '${key}' or consumer group '${group}'`,
    key,
    group,
  );
}

/** The stream that a subcommand of XGROUP names. */
function streamOf(context: Context): Stream | ErrorReply | undefined {
  const value = context.db.get(context.arg(2));
  return value === undefined || value.kind === "stream" ? value?.stream : wrongType;
}

function groupOf(context: Context): ConsumerGroup | ErrorReply {
  const stream = streamOf(context);
  if (stream === undefined) return keyRequired;
  if ("error" in stream) return stream;
  return stream.groups.get(context.arg(3)) ?? noSuchGroup(context.arg(3), context.arg(2));
}

type GroupOptions = { readonly createStream: boolean; readonly entriesRead: bigint | null };

/** [MKSTREAM] [ENTRIESREAD entries-read], of which the first is for CREATE only. */
function parseOptions(context: Context, isCreate: boolean): GroupOptions | ErrorReply {
  let createStream = false;
  let entriesRead: bigint | null = null;
  for (let i = 5; i < context.argv.length; i++) {
    const option = context.arg(i).toUpperCase();
    if (isCreate && option === "MKSTREAM") createStream = true;
    else if (option === "ENTRIESREAD" && i + 1 < context.argv.length) {
      const parsed = parseInt64(context.arg(++i));
      if (parsed === null) return notAnInteger;
      if (parsed < -1) return entriesReadNegative;
      entriesRead = parsed < 0 ? null : BigInt(parsed);
    } else return subcommandSyntaxError("XGROUP", context.arg(1));
  }
  return { createStream, entriesRead };
}

/** XGROUP CREATE key group id|$ [MKSTREAM] [ENTRIESREAD entries-read] */
function create(context: Context): Reply {
  const options = parseOptions(context, true);
  if ("error" in options) return options;
  const found = streamOf(context);
  if (found !== undefined && "error" in found) return found;
  if (found === undefined && !options.createStream) return keyRequired;
  if (context.argv.length > 8) return subcommandSyntaxError("XGROUP", context.arg(1));
  const id = context.arg(4) === "$" ? (found?.lastId ?? zeroId) : parseExactId(context.arg(4));
  if (id === null) return invalidId;
  const stream = found ?? new Stream();
  if (found === undefined) {
    context.db.put(context.arg(2), { kind: "stream", stream });
    context.db.changed(context.arg(2), null);
  }
  if (stream.groups.has(context.arg(3))) return groupExists;
  stream.groups.set(context.arg(3), newGroup(id, options.entriesRead));
  context.db.changedUnwatched(context.arg(2), "txgroup-create");
  return ok;
}

/** XGROUP SETID key group id|$ [ENTRIESREAD entries-read] */
function setId(context: Context): Reply {
  const options = parseOptions(context, false);
  if ("error" in options) return options;
  const stream = streamOf(context);
  const group = groupOf(context);
  if ("error" in group) return group;
  if (context.argv.length > 7) return subcommandSyntaxError("XGROUP", context.arg(1));
  const lastId = stream !== undefined && !("error" in stream) ? stream.lastId : zeroId;
  const id = context.arg(4) === "$" ? lastId : parseBound(context.arg(4), 0);
  if (id === null) return invalidId;
  group.lastId = id;
  group.entriesRead = options.entriesRead;
  context.db.changedUnwatched(context.arg(2), "txgroup-setid");
  return ok;
}

/** XACK key group id [id ...] */
function xack(context: Context): Reply {
  const value = context.db.get(context.arg(1));
  if (value !== undefined && value.kind !== "stream") return wrongType;
  const group = value?.stream.groups.get(context.arg(2));
  if (group === undefined) return 0;
  const ids: StreamId[] = [];
  for (const text of context.argv.slice(3)) {
    const id = parseExactId(text);
    if (id === null) return invalidId;
    ids.push(id);
  }
  let acknowledged = 0;
  for (const id of ids) {
    context.touch(searchCost(group.pending.size));
    if (settle(group, id)) acknowledged++;
  }
  if (acknowledged > 0) context.db.changedUnwatched(context.arg(1), null);
  return acknowledged;
}

type Page = {
  readonly start: StreamId;
  readonly end: StreamId;
  readonly count: number;
  readonly idleMs: number;
  readonly consumer: Bytes | undefined;
};

/** XPENDING key group [[IDLE min-idle-time] start end count [consumer]] */
function xpending(context: Context): Reply {
  const page = context.argv.length === 3 ? null : parsePage(context);
  if (page !== null && "error" in page) return page;
  const value = context.db.get(context.arg(1));
  if (value !== undefined && value.kind !== "stream") return wrongType;
  const group = value?.stream.groups.get(context.arg(2));
  if (group === undefined) return noSuchKeyOrGroup(context);
  return page === null ? summary(context, group) : details(context, group, page);
}

function parsePage(context: Context): Page | ErrorReply {
  const { length } = context.argv;
  if (length < 6 || length > 9) return syntaxError;
  let at = 3;
  let idleMs = 0;
  if (context.arg(3).toUpperCase() === "IDLE") {
    const parsed = parseInteger(context.arg(4));
    if (parsed === null) return notAnInteger;
    if (length < 8) return syntaxError;
    idleMs = parsed;
    at = 5;
  }
  const count = parseCount(context.arg(at + 2));
  if (typeof count !== "number") return count;
  const start = parseStart(context.arg(at));
  if (typeof start !== "string") return start;
  const end = parseEnd(context.arg(at + 1));
  if (typeof end !== "string") return end;
  return { start, end, count, idleMs, consumer: context.argv[at + 3] };
}

function summary(context: Context, group: ConsumerGroup): Reply {
  const bounds = group.pending.bounds();
  if (bounds === undefined) return [0, null, null, nullArray];
  context.touch(2 * searchCost(group.pending.size) + group.consumers.size);
  const shares = byName(group.consumers)
    .filter(([, { pending }]) => pending.size > 0)
    .map(([name, { pending }]) => [name, String(pending.size)]);
  return [group.pending.size, ...bounds.map(formatStreamId), shares];
}

function details(context: Context, group: ConsumerGroup, page: Page): Reply {
  const { start, end, count, idleMs } = page;
  const consumer = page.consumer === undefined ? group : group.consumers.get(page.consumer);
  if (consumer === undefined) return [];
  const shown: Reply[] = [];
  context.touch(searchCost(consumer.pending.size));
  for (const [id, pending] of consumer.pending.from(start, count)) {
    if (id > end || shown.length === count) break;
    context.touch(1);
    const idle = context.nowMs - pending.deliveredMs;
    if (idleMs !== 0 && idle < idleMs) continue;
    const { name } = pending.consumer;
    shown.push([formatStreamId(id), name, Math.max(0, idle), pending.deliveries]);
  }
  return shown;
}
