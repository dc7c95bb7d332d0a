import { allocatedSize } from "./allocatedSize.ts";
import { radixNodeCount } from "../keyspace/radixNodeCount.ts";
import type { StreamBlock } from "../keyspace/streamBlock.ts";
import type { Stream } from "../keyspace/stream.ts";
import type { PendingEntries } from "../keyspace/pendingEntries.ts";
import type { ConsumerGroup } from "../keyspace/consumerGroup.ts";

export type StreamSizeRules = {
  /** How many blocks stand for all. */
  readonly samples: number;
  readonly streamNodeMaxBytes: number;
  readonly streamNodeMaxEntries: number;
};

/** The bytes that a stream takes in Redis 7.0.15 without the object that holds it. */
export function streamSize(
  stream: Stream,
  { samples, streamNodeMaxBytes, streamNodeMaxEntries }: StreamSizeRules,
): number {
  let bytes = streamBytes + treeSize(stream.blockCount, stream.radixNodes);
  const sizes = stream.blocks.map((block) =>
    blockSize(block, streamNodeMaxBytes, streamNodeMaxEntries),
  );
  if (sizes.length <= samples) for (const size of sizes) bytes += size;
  else {
    let sampled = 0;
    for (let i = 0; i < samples; i++) sampled += sizes[i]!;
    bytes += Math.floor(sampled / Math.max(samples, 1)) * (sizes.length - 1) + sizes.at(-1)!;
  }
  for (const group of stream.groups.values()) bytes += groupSize(group);
  return bytes;
}

const streamBytes = 80;
const groupBytes = 40;
const consumerBytes = 24;
const pendingBytes = 24;

/** Redis gives a block room in advance, and takes back what is left when it has all its entries. */
function blockSize(block: StreamBlock, bytesMax: number, entriesMax: number): number {
  const isFull = entriesMax > 0 && block.size + block.gaps >= entriesMax;
  const room = bytesMax > 0 ? Math.min(bytesMax, roomMax) : roomMax;
  return allocatedSize(isFull ? block.bytes : Math.max(block.bytes, room));
}

const roomMax = 4096;

function groupSize(group: ConsumerGroup): number {
  let bytes = groupBytes + pendingSize(group.pending) + pendingBytes * group.pending.size;
  for (const { name, pending } of group.consumers.values())
    bytes += consumerBytes + name.length + pendingSize(pending);
  return bytes;
}

function pendingSize(pending: PendingEntries): number {
  const ids = [...pending.from("")].map(([id]) => id);
  return treeSize(ids.length, radixNodeCount(ids));
}

/** As Redis guesses it: sixteen bytes to a key, and thirty pointers to a node. */
function treeSize(keys: number, nodes: number): number {
  return 16 * keys + nodes * (4 + 30 * 8);
}
