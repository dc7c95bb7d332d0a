import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { noSuchKey, notAnInteger, subcommandSyntaxError, wrongType } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { byName } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import { lagOf } from "../keyspace/groupProgress.ts";
import type { Pending, PendingEntries } from "../keyspace/pendingEntries.ts";
import type { Stream } from "../keyspace/stream.ts";
import { formatStreamId, maxId, zeroId } from "../keyspace/streamId.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { entryReply } from "./streamArguments.ts";
import { noSuchGroup } from "./streamGroups.ts";

export const streamInfo = family({
  "XINFO|STREAM"(context) {
    const stream = streamOf(context);
    if ("error" in stream) return stream;
    if (context.argv.length === 3) return overview(context, stream);
    const max = parseFull(context);
    return typeof max === "number" ? full(context, stream, max) : max;
  },
  "XINFO|GROUPS"(context) {
    const stream = streamOf(context);
    if ("error" in stream) return stream;
    context.touch(stream.groups.size);
    return byName(stream.groups).map(([name, group]) => ({
      map: [
        ["name", name],
        ["consumers", group.consumers.size],
        ["pending", group.pending.size],
        ["last-delivered-id", formatStreamId(group.lastId)],
        ["entries-read", group.entriesRead],
        ["lag", lagOf(stream, group, context.behaviour.lagCountsWhatIsLeft)],
      ],
    }));
  },
  "XINFO|CONSUMERS"(context) {
    const stream = streamOf(context);
    if ("error" in stream) return stream;
    const group = stream.groups.get(context.arg(3));
    if (group === undefined) return noSuchGroup(context.arg(3), context.arg(2));
    context.touch(group.consumers.size);
    return byName(group.consumers).map(([name, { pending, seenMs, activeMs }]) => ({
      map: [
        ["name", name],
        ["pending", pending.size],
        ["idle", Math.max(0, context.nowMs - seenMs)],
        ...(context.behaviour.consumersAreActive
          ? [["inactive", activeMs === null ? -1 : Math.max(0, context.nowMs - activeMs)] as const]
          : []),
      ],
    }));
  },
});

function streamOf(context: Context): Stream | ErrorReply {
  const value = context.db.get(context.arg(2));
  if (value === undefined) return noSuchKey;
  return value.kind === "stream" ? value.stream : wrongType;
}

type Fields = readonly (readonly [Reply, Reply])[];

/** What both forms of XINFO STREAM begin with. */
function basics(stream: Stream): Fields {
  return [
    ["length", stream.length],
    ["radix-tree-keys", stream.blockCount],
    ["radix-tree-nodes", stream.radixNodes],
    ["last-generated-id", formatStreamId(stream.lastId)],
    ["max-deleted-entry-id", formatStreamId(stream.maxDeletedId)],
    ["entries-added", stream.entriesAdded],
    ["recorded-first-entry-id", formatStreamId(stream.firstId)],
  ];
}

function overview(context: Context, stream: Stream): Reply {
  const [first] = stream.range(zeroId, maxId, 1);
  const [last] = stream.range(zeroId, maxId, 1, true);
  context.touch(2);
  return {
    map: [
      ...basics(stream),
      ["groups", stream.groups.size],
      ["first-entry", first === undefined ? null : entryReply(first)],
      ["last-entry", last === undefined ? null : entryReply(last)],
    ],
  };
}

const usualCount = 10;

/** FULL [COUNT count]: how many entries to show of each list. */
function parseFull(context: Context): number | ErrorReply {
  const [, subcommand = "", , option = "", countOption, text, ...rest] = context.argv;
  const isWrong =
    option.toUpperCase() !== "FULL" ||
    rest.length > 0 ||
    (countOption !== undefined && (countOption.toUpperCase() !== "COUNT" || text === undefined));
  if (isWrong) return subcommandSyntaxError("XINFO", subcommand);
  const count = text === undefined ? usualCount : parseInteger(text);
  if (count === null) return notAnInteger;
  if (count === 0) return Infinity;
  return count < 0 ? usualCount : count;
}

function full(context: Context, stream: Stream, max: number): Reply {
  const entries = stream.range(zeroId, maxId, max);
  context.touch(entries.length);
  const groups = byName(stream.groups).map(([name, group]) => ({
    map: fullGroup(context, stream, name, group, max),
  }));
  return { map: [...basics(stream), ["entries", entries.map(entryReply)], ["groups", groups]] };
}

function fullGroup(
  context: Context,
  stream: Stream,
  name: string,
  group: ConsumerGroup,
  max: number,
): Fields {
  const consumers = byName(group.consumers).map(([name, { seenMs, activeMs, pending }]) => ({
    map: [
      ["name", name],
      ["seen-time", seenMs],
      ...(context.behaviour.consumersAreActive ? [["active-time", activeMs ?? -1] as const] : []),
      ["pel-count", pending.size],
      ["pending", firstPending(context, pending, max, () => [])],
    ] satisfies Fields,
  }));
  return [
    ["name", name],
    ["last-delivered-id", formatStreamId(group.lastId)],
    ["entries-read", group.entriesRead],
    ["lag", lagOf(stream, group, context.behaviour.lagCountsWhatIsLeft)],
    ["pel-count", group.pending.size],
    ["pending", firstPending(context, group.pending, max, ({ consumer }) => [consumer.name])],
    ["consumers", consumers],
  ];
}

function firstPending(
  context: Context,
  entries: PendingEntries,
  max: number,
  owner: (pending: Pending) => readonly Reply[],
): Reply {
  const shown: Reply[] = [];
  for (const [id, pending] of entries.from(zeroId)) {
    if (shown.length === max) break;
    shown.push([formatStreamId(id), ...owner(pending), pending.deliveredMs, pending.deliveries]);
  }
  context.touch(shown.length);
  return shown;
}
