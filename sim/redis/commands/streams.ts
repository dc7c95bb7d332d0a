import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { noSuchKey, notAnInteger, syntaxError, wrongArity, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { Stream } from "../keyspace/stream.ts";
import {
  encodeStreamId,
  formatStreamId,
  idAfter,
  maxId,
  nextInMillisecond,
  sameMillisecond,
  zeroId,
} from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import type { StreamValue } from "../keyspace/value.ts";
import { searchCost } from "../ledger.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import { nullArray, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import {
  entryReply,
  invalidId,
  parseCount,
  parseEnd,
  parseExactId,
  parseStart,
} from "./streamArguments.ts";
import type { GivenId } from "./streamArguments.ts";
import { exactly } from "./streamEffects.ts";
import { blockLimits, parseAddOrTrim } from "./streamTrimming.ts";
import type { Trimming } from "./streamTrimming.ts";

/** Reading, groups and what is known of streams are in streamReads.ts, streamGroups.ts and streamInfo.ts. */
export const streams = family({
  XADD: xadd,
  XLEN(context) {
    const value = context.db.get(context.arg(1));
    if (value === undefined) return 0;
    return value.kind === "stream" ? value.stream.length : wrongType;
  },
  XRANGE: (context) => xrange(context, 2, 3),
  XREVRANGE: (context) => xrange(context, 3, 2),
  XDEL: xdel,
  XTRIM: xtrim,
  XSETID: xsetid,
});

const smallestIsTaken: ErrorReply = {
  error: "ERR The ID specified in XADD must be greater than 0-0",
};
const exhausted: ErrorReply = {
  error: "ERR The stream has exhausted the last possible ID, unable to add more items",
};
const notLarger: ErrorReply = {
  error: "ERR The ID specified in XADD is equal or smaller than the target stream top item",
};

/** XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] *|id field value [field value ...] */
function xadd(context: Context): Reply {
  const asked = parseAddOrTrim(context, true);
  if ("error" in asked) return asked;
  const fields = context.argv.slice(asked.idAt + 1);
  if (fields.length < 2 || fields.length % 2 === 1) return wrongArity("XADD");
  const { given, trimming } = asked;
  if (given !== null && !given.isOpen && given.id === zeroId) return smallestIsTaken;

  const found = context.db.get(context.arg(1));
  if (found === undefined && !asked.create) return null;
  const value: StreamValue | typeof found = found ?? {
    kind: "stream",
    stream: new Stream(),
    used: 0,
  };
  if (value.kind !== "stream") return wrongType;
  const { stream } = value;
  if (stream.lastId === maxId) return exhausted;
  const id = nextId(context, stream.lastId, given);
  if (id === undefined || id <= stream.lastId) return notLarger;

  stream.append(id, fields, blockLimits(context));
  context.touch(fields.length / 2);
  if (found === undefined) context.db.put(context.arg(1), value);
  context.db.changed(context.arg(1), "txadd");
  if (trimming !== null && trim(context, stream, trimming) > 0)
    context.db.notify("txtrim", context.arg(1));
  if (context.isFollowed) {
    const told = trimming === null ? [...context.argv] : exactly(context.argv, stream, trimming);
    if (given === null || given.isOpen) told[asked.idAt] = formatStreamId(id);
    context.tellAs(told);
  }
  context.db.signal(context.arg(1), "stream");
  return formatStreamId(id);
}

function nextId({ nowMs }: Context, lastId: StreamId, given: GivenId | null): StreamId | undefined {
  if (given === null) {
    const now = encodeStreamId(nowMs, 0);
    return now > lastId ? now : idAfter(lastId);
  }
  return given.isOpen && sameMillisecond(given.id, lastId) ? nextInMillisecond(lastId) : given.id;
}

function trim(context: Context, stream: Stream, { to, approximately, limit }: Trimming): number {
  const trimmed = stream.trim(to, approximately, limit);
  context.touch(trimmed);
  return trimmed;
}

function xtrim(context: Context): Reply {
  const asked = parseAddOrTrim(context, false);
  if ("error" in asked) return asked;
  const value = context.db.get(context.arg(1));
  if (value === undefined || asked.trimming === null) return 0;
  if (value.kind !== "stream") return wrongType;
  const trimmed = trim(context, value.stream, asked.trimming);
  if (trimmed > 0) context.db.changed(context.arg(1), "txtrim");
  if (context.isFollowed) context.tellAs(exactly(context.argv, value.stream, asked.trimming));
  return trimmed;
}

/** XRANGE key start end [COUNT count]; XREVRANGE has the end first. */
function xrange(context: Context, startAt: number, endAt: number): Reply {
  const start = parseStart(context.arg(startAt));
  if (typeof start !== "string") return start;
  const end = parseEnd(context.arg(endAt));
  if (typeof end !== "string") return end;
  let max = Infinity;
  for (let i = 4; i < context.argv.length; i += 2) {
    if (context.arg(i).toUpperCase() !== "COUNT" || i + 1 >= context.argv.length)
      return syntaxError;
    const count = parseCount(context.arg(i + 1));
    if (typeof count !== "number") return count;
    max = count;
  }
  const value = context.db.get(context.arg(1));
  if (value === undefined) return [];
  if (value.kind !== "stream") return wrongType;
  if (max === 0) return nullArray;
  const entries = value.stream.range(start, end, max, startAt > endAt);
  context.touch(searchCost(value.stream.length) + entries.length);
  return entries.map(entryReply);
}

function xdel(context: Context): Reply {
  const value = context.db.get(context.arg(1));
  if (value === undefined) return 0;
  if (value.kind !== "stream") return wrongType;
  const ids = context.argv.slice(2).map(parseExactId);
  if (ids.includes(null)) return invalidId;
  let deleted = 0;
  for (const id of ids) {
    context.touch(searchCost(value.stream.length));
    if (id !== null && value.stream.delete(id)) deleted++;
  }
  if (deleted > 0) context.db.changed(context.arg(1), "txdel");
  return deleted;
}

/** XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id] */
function xsetid(context: Context): Reply {
  const id = parseExactId(context.arg(2));
  if (id === null) return invalidId;
  let entriesAdded: bigint | null = null;
  let maxDeletedId = zeroId;
  for (let i = 3; i < context.argv.length; i += 2) {
    const option = context.arg(i).toUpperCase();
    const text = context.argv[i + 1];
    if (option === "ENTRIESADDED" && text !== undefined) {
      const parsed = parseInt64(text);
      if (parsed === null) return notAnInteger;
      if (parsed < 0) return { error: "ERR entries_added must be positive" };
      entriesAdded = BigInt(parsed);
    } else if (option === "MAXDELETEDID" && text !== undefined) {
      const parsed = parseExactId(text);
      if (parsed === null) return invalidId;
      if (id < parsed) return smallerThanDeleted;
      maxDeletedId = parsed;
    } else return syntaxError;
  }
  const value = context.db.get(context.arg(1));
  if (value === undefined) return noSuchKey;
  if (value.kind !== "stream") return wrongType;
  const { stream } = value;
  if (context.behaviour.xsetidIsChecked && id < stream.maxDeletedId) return smallerThanCurrent;
  if (stream.length > 0) {
    if (id < stream.lastEntryId) return smallerThanTop;
    if (entriesAdded !== null && entriesAdded < stream.length) return fewerThanLength;
  }
  stream.lastId = id;
  if (entriesAdded !== null) stream.entriesAdded = entriesAdded;
  if (maxDeletedId !== zeroId) stream.maxDeletedId = maxDeletedId;
  context.db.changedUnwatched(context.arg(1), "txsetid");
  return ok;
}

const smallerThanDeleted: ErrorReply = {
  error: "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id",
};
const smallerThanCurrent: ErrorReply = {
  error: "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id",
};
const smallerThanTop: ErrorReply = {
  error: "ERR The ID specified in XSETID is smaller than the target stream top item",
};
const fewerThanLength: ErrorReply = {
  error: "ERR The entries_added specified in XSETID is smaller than the target stream length",
};
