import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import type { Stream } from "../keyspace/stream.ts";
import { formatStreamId, maxId } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import type { Trimming } from "./streamTrimming.ts";

// What reading, claiming and trimming do to a stream, as Redis tells it to replicas (t_stream.c).

/** An entry is pending now as it is: another one may have it, or nobody any more if the stream has lost it. */
export function tellClaim(
  context: Context,
  key: Bytes,
  groupName: Bytes,
  group: ConsumerGroup,
  id: StreamId,
  idText: Bytes = formatStreamId(id),
): void {
  const pending = group.pending.get(id);
  if (!context.isFollowed || pending === undefined) return;
  const { consumer, deliveredMs, deliveries } = pending;
  const owner = ["XCLAIM", key, groupName, consumer.name, "0", idText];
  const delivery = ["TIME", String(deliveredMs), "RETRYCOUNT", String(deliveries)];
  const lastId = formatStreamId(group.lastId);
  context.alsoTell([...owner, ...delivery, "FORCE", "JUSTID", "LASTID", lastId]);
}

/** The group has read on, and nothing of it is pending. */
export function tellProgress(
  context: Context,
  key: Bytes,
  groupName: Bytes,
  group: ConsumerGroup,
): void {
  if (!context.isFollowed) return;
  const lastId = formatStreamId(group.lastId);
  const entriesRead = String(group.entriesRead ?? -1);
  context.alsoTell(["XGROUP", "SETID", key, groupName, lastId, "ENTRIESREAD", entriesRead]);
}

/** The group has a member that it would not get by what else is told. */
export function tellMember(context: Context, key: Bytes, groupName: Bytes, name: Bytes): void {
  if (context.isFollowed) context.alsoTell(["XGROUP", "CREATECONSUMER", key, groupName, name]);
}

/** The arguments of XADD or XTRIM, which trim a copy to the same length or the same first entry as this stream. */
export function exactly(
  argv: readonly Bytes[],
  stream: Stream,
  { to, approximately, thresholdAt }: Trimming,
): Bytes[] {
  const exact = [...argv];
  if (!approximately) return exact;
  exact[thresholdAt - 1] = "=";
  // A first entry counts that was deleted from its block.
  exact[thresholdAt] =
    to.by === "length" ? String(stream.length) : formatStreamId(stream.blocks[0]?.baseId ?? maxId);
  return exact;
}
