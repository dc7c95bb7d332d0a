import type { Bytes } from "../bytes.ts";
import { addConsumer, assign, newGroup } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import { entriesUpTo } from "../keyspace/groupProgress.ts";
import { Stream } from "../keyspace/stream.ts";
import { StreamBlock } from "../keyspace/streamBlock.ts";
import { encodeStreamId } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import { unsignedBigEndian } from "./byteOrder.ts";
import { readListpack } from "./listpack.ts";
import { corrupt } from "./rdbReader.ts";
import type { RdbReader } from "./rdbReader.ts";
import { rdbType } from "./rdbType.ts";

const idSize = 16;

/** A stream with its groups. The first form (STREAM_LISTPACKS) knows less; Redis fills in what it can. */
export function loadStream(reader: RdbReader, type: number): Stream {
  const blocks: StreamBlock[] = [];
  for (let left = reader.length(); left > 0; left--) {
    const baseId = reader.text();
    if (baseId.length !== idSize) corrupt("an id that is not one");
    if ((blocks.at(-1)?.baseId ?? "") >= baseId) corrupt("blocks out of order");
    blocks.push(unpackBlock(baseId, readListpack(reader.text()) ?? corrupt("a broken block")));
  }
  const length = reader.length();
  const stream = Stream.ofBlocks(blocks);
  if (stream.length !== length) corrupt("a number of entries that is not that of the blocks");
  stream.lastId = readId(reader);
  if (type !== rdbType.streamListpacks) {
    stream.firstId = readId(reader);
    stream.maxDeletedId = readId(reader);
    stream.entriesAdded = BigInt.asIntN(64, reader.length64());
  } else stream.entriesAdded = BigInt(length);
  if (length > 0 && blocks.length === 0) corrupt("a stream with a length and without entries");

  for (let left = reader.length(); left > 0; left--) {
    const name = reader.text();
    if (stream.groups.has(name)) corrupt("a group that is there twice");
    stream.groups.set(name, loadGroup(reader, stream, type));
  }
  return stream;
}

function readId(reader: RdbReader): StreamId {
  const ms = reader.length64();
  return encodeStreamId(ms, reader.length64());
}

function loadGroup(reader: RdbReader, stream: Stream, type: number): ConsumerGroup {
  const lastId = readId(reader);
  const group = newGroup(lastId, null);
  if (type === rdbType.streamListpacks) group.entriesRead = entriesUpTo(stream, lastId);
  else {
    const read = BigInt.asIntN(64, reader.length64());
    group.entriesRead = read === -1n ? null : read;
  }
  const deliveries = new Map<StreamId, { deliveredMs: number; deliveries: number | bigint }>();
  for (let left = reader.length(); left > 0; left--) {
    const id = reader.take(idSize);
    const deliveredMs = Number(reader.int64());
    const count = BigInt.asIntN(64, reader.length64());
    if (deliveries.has(id)) corrupt("an entry that is pending twice");
    const number = Number(count);
    deliveries.set(id, {
      deliveredMs,
      deliveries: Number.isSafeInteger(number) ? number : count,
    });
  }
  for (let left = reader.length(); left > 0; left--) {
    const consumer =
      addConsumer(group, reader.text(), Number(reader.int64())) ??
      corrupt("a consumer who is there twice");
    // Before Redis 7.2 nobody noted it; that they were seen is the best guess.
    const active = type === rdbType.streamListpacks3 ? Number(reader.int64()) : consumer.seenMs;
    consumer.activeMs = active === -1 ? null : active;
    for (let pending = reader.length(); pending > 0; pending--) {
      const id = reader.take(idSize);
      const delivery = deliveries.get(id) ?? corrupt("an entry that is pending for one only");
      if (group.pending.get(id) !== undefined) corrupt("an entry that is pending for two");
      assign(group, id, consumer, delivery);
    }
  }
  if (group.pending.size !== deliveries.size) corrupt("an entry that is pending for nobody");
  return group;
}

const deletedFlag = 1;
const sameFieldsFlag = 2;

/** Walks through the elements that `packBlock` of dumpStream.ts describes. */
function unpackBlock(baseId: StreamId, elements: readonly Bytes[]): StreamBlock {
  let at = 0;
  const text = (): Bytes => elements[at++] ?? corrupt("a block that ends early");
  const whole = (): bigint => {
    const written = text();
    return /^-?\d+$/.test(written) ? BigInt(written) : corrupt("a text where a number should be");
  };
  const size = whole();
  const gaps = whole();
  const baseFields = Array.from({ length: count(whole()) }, text);
  if (whole() !== 0n) corrupt("the end of the first fields");
  const block = new StreamBlock(
    baseId,
    baseFields.flatMap((field) => [field, ""]),
  );
  while (at < elements.length) {
    const flag = whole();
    const id = idFrom(baseId, whole(), whole());
    const same = (flag & BigInt(sameFieldsFlag)) !== 0n;
    const fields: Bytes[] = [];
    const pairs = same ? baseFields.length : count(whole());
    for (let i = 0; i < pairs; i++) fields.push(same ? baseFields[i]! : text(), text());
    if (whole() !== BigInt(same ? pairs + 3 : 2 * pairs + 4)) corrupt("the size of an entry");
    block.append(id, fields);
    if ((flag & BigInt(deletedFlag)) !== 0n) block.delete(id);
  }
  if (BigInt(block.size) !== size || BigInt(block.gaps) !== gaps) corrupt("the size of a block");
  if (size === 0n) corrupt("a block without entries");
  return block;
}

function count(value: bigint): number {
  return value >= 0n && value < 2n ** 30n ? Number(value) : corrupt("a number of fields");
}

function idFrom(base: StreamId, ms: bigint, sequence: bigint): StreamId {
  return encodeStreamId(
    BigInt.asUintN(64, unsignedBigEndian(base.slice(0, 8)) + ms),
    BigInt.asUintN(64, unsignedBigEndian(base.slice(8)) + sequence),
  );
}
