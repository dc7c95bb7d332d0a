import type { Bytes } from "../bytes.ts";
import { byName } from "../keyspace/consumerGroup.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";
import type { PendingEntries } from "../keyspace/pendingEntries.ts";
import type { Stream } from "../keyspace/stream.ts";
import type { StreamBlock } from "../keyspace/streamBlock.ts";
import { distances } from "../keyspace/streamId.ts";
import type { StreamId } from "../keyspace/streamId.ts";
import { littleEndian, unsignedBigEndian } from "./byteOrder.ts";
import { listpackInteger, listpackOf, listpackText } from "./listpack.ts";
import { rdbLength, rdbText } from "./rdbText.ts";

/**
 * A stream with its groups, without its type: in the second form, of Redis 7.0, or in the third, of Redis 7.2, which also
 * tells when a consumer was active.
 */
export function dumpStream(stream: Stream, knowsActivity: boolean): Bytes {
  const blocks = stream.blocks.map((block) => rdbText(block.baseId) + rdbText(packBlock(block)));
  const groups = byName(stream.groups).map(
    ([name, group]) => rdbText(name) + dumpGroup(group, knowsActivity),
  );
  return [
    rdbLength(blocks.length),
    ...blocks,
    rdbLength(stream.length),
    dumpId(stream.lastId),
    dumpId(stream.firstId),
    dumpId(stream.maxDeletedId),
    rdbLength(stream.entriesAdded),
    rdbLength(groups.length),
    ...groups,
  ].join("");
}

function dumpId(id: StreamId): Bytes {
  return rdbLength(unsignedBigEndian(id.slice(0, 8))) + rdbLength(unsignedBigEndian(id.slice(8)));
}

function dumpGroup(group: ConsumerGroup, knowsActivity: boolean): Bytes {
  const consumers = byName(group.consumers).map(([name, { seenMs, activeMs, pending }]) => {
    const active = knowsActivity ? littleEndian(activeMs ?? -1, 8) : "";
    return rdbText(name) + littleEndian(seenMs, 8) + active + dumpIds(pending);
  });
  const pending = [...group.pending.from("")].map(
    ([id, { deliveredMs, deliveries }]) =>
      id + littleEndian(deliveredMs, 8) + rdbLength(deliveries),
  );
  return [
    dumpId(group.lastId),
    rdbLength(group.entriesRead ?? -1),
    rdbLength(pending.length),
    ...pending,
    rdbLength(consumers.length),
    ...consumers,
  ].join("");
}

function dumpIds(pending: PendingEntries): Bytes {
  const ids = [...pending.from("")].map(([id]) => id);
  return rdbLength(ids.length) + ids.join("");
}

const flags = { deleted: 1, sameFields: 2 };

/** The listpack of a block: how much is in it, the fields of its first entry, then the entries. */
function packBlock(block: StreamBlock): Bytes {
  const { baseFields } = block;
  const elements = [
    listpackInteger(block.size),
    listpackInteger(block.gaps),
    listpackInteger(baseFields.length),
    ...baseFields.map(listpackText),
    listpackInteger(0),
  ];
  for (const { id, fields, deleted } of block.records()) {
    const pairs = fields.length / 2;
    const same =
      pairs === baseFields.length &&
      baseFields.every((field, index) => field === fields[2 * index]);
    const flag = (deleted ? flags.deleted : 0) | (same ? flags.sameFields : 0);
    elements.push(listpackInteger(flag));
    for (const distance of distances(id, block.baseId)) elements.push(listpackInteger(distance));
    if (!same) elements.push(listpackInteger(pairs));
    for (const [index, text] of fields.entries())
      if (!same || index % 2 === 1) elements.push(listpackText(text));
    // How many elements to walk back over.
    elements.push(listpackInteger(same ? pairs + 3 : 2 * pairs + 4));
  }
  return listpackOf(elements);
}
