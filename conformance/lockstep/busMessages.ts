import type { Bytes } from "../../sim/redis/bytes.ts";
import type { ClusterNode } from "../../sim/redis/cluster/clusterNode.ts";
import { nodeFlags } from "../../sim/redis/cluster/nodeFlags.ts";

/** The header of every message of a cluster's bus, and where its fields are (Redis 7.0.15, `clusterMsg` in cluster.h). */
const headerLength = 2256;
const places = {
  length: 4,
  version: 8,
  port: 10,
  type: 12,
  currentEpoch: 16,
  configEpoch: 24,
  offset: 32,
  sender: 40,
  slots: 80,
  master: 2128,
  extensions: 2214,
  busPort: 2248,
  flags: 2250,
  state: 2252,
  messageFlags: 2253,
} as const;

const types = { pong: 1, fail: 3, publish: 4, vote: 6, publishshard: 10 } as const;

/** What one node tells the subscribers of another. */
export type Published = {
  readonly type: "publish" | "publishshard";
  readonly channel: Bytes;
  readonly message: Bytes;
};

/** So many bytes tell how long a message is. */
export const beginningLength = 8;

/** What a node says of itself that others keep. */
const ownFlags = nodeFlags.master | nodeFlags.replica | nodeFlags.migrateTo | nodeFlags.noFailover;

/**
 * An answer to a ping, as if the node itself had said what another one takes it for.
 *
 * @param currentEpoch of the node that says it; 0 for one that nobody learns from.
 */
export function pongOf(node: ClusterNode, currentEpoch: number): Bytes {
  const isOfChain = node.isReplica && node.master?.isReplica === true;
  const bytes = header(node, types.pong, currentEpoch, isOfChain ? noShard() : Buffer.alloc(0));
  if (!isOfChain) return text(bytes);
  bytes.writeUInt16BE(1, places.extensions);
  bytes.writeUInt8(hasExtensions, places.messageFlags);
  return text(bytes);
}

/** What a node that is taken for a replica with slots (Redis 8.0) said when it had won them. */
export function pongOfElected(node: ClusterNode): Bytes {
  const bytes = header(node, types.pong, 0, Buffer.alloc(0));
  bytes.writeBigUInt64BE(BigInt(node.configEpoch), places.configEpoch);
  bytes.set(node.slots, places.slots);
  bytes.fill(0, places.master, places.master + node.id.length);
  bytes.writeUInt16BE(nodeFlags.master, places.flags);
  return text(bytes);
}

/** `CLUSTERMSG_FLAG0_EXT_DATA`. */
const hasExtensions = 1 << 2;

/**
 * A shard that nobody is in, which is not believed. A message that names none has Redis 8.0.2 look for the sender's first master
 * (`clusterNodeGetMaster`), without an end where two nodes are each other's replicas; real nodes always name one.
 */
function noShard(): Buffer {
  const shardType = 3;
  const extension = Buffer.alloc(48, "0");
  extension.writeUInt32BE(extension.length, 0);
  extension.writeUInt16BE(shardType, 4);
  extension.writeUInt16BE(0, 6);
  return extension;
}

/** A node tells the others that one has failed. */
export function failureOf(sender: ClusterNode, failed: ClusterNode): Bytes {
  return text(header(sender, types.fail, 0, Buffer.from(failed.id, "latin1")));
}

/** A master votes for the replica that asked for it in an epoch. */
export function voteOf(master: ClusterNode, epoch: number): Bytes {
  return text(header(master, types.vote, epoch, Buffer.alloc(0)));
}

/** A node tells the subscribers of another one something. */
export function publicationOf(sender: ClusterNode, published: Published): Bytes {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(published.channel.length, 0);
  lengths.writeUInt32BE(published.message.length, 4);
  const words = Buffer.from(published.channel + published.message, "latin1");
  return text(header(sender, types[published.type], 0, Buffer.concat([lengths, words])));
}

/** How many bytes a message has. @param beginning of it, `beginningLength` bytes or more. */
export const lengthOf = (beginning: Bytes): number =>
  Buffer.from(beginning.slice(0, beginningLength), "latin1").readUInt32BE(places.length);

/** What a message tells subscribers; null when it is another one. */
export function publishedIn(message: Bytes): Published | null {
  const code = message.charCodeAt(places.type + 1);
  if (code !== types.publish && code !== types.publishshard) return null;
  const bytes = Buffer.from(message, "latin1");
  const words = headerLength + 8;
  const channelEnd = words + bytes.readUInt32BE(headerLength);
  return {
    type: code === types.publish ? "publish" : "publishshard",
    channel: message.slice(words, channelEnd),
    message: message.slice(channelEnd, channelEnd + bytes.readUInt32BE(headerLength + 4)),
  };
}

function header(node: ClusterNode, type: number, currentEpoch: number, data: Buffer): Buffer {
  const bytes = Buffer.alloc(headerLength + data.length);
  bytes.write("RCmb", "latin1");
  bytes.writeUInt32BE(bytes.length, places.length);
  bytes.writeUInt16BE(1, places.version);
  bytes.writeUInt16BE(node.port, places.port);
  bytes.writeUInt16BE(type, places.type);
  bytes.writeBigUInt64BE(BigInt(currentEpoch), places.currentEpoch);
  const master = node.isReplica ? node.master : null;
  bytes.writeBigUInt64BE(BigInt(epochOf(node, master)), places.configEpoch);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, node.offset)), places.offset);
  bytes.write(node.id, places.sender, "latin1");
  bytes.set((master ?? node).slots, places.slots);
  if (master !== null) bytes.write(master.id, places.master, "latin1");
  bytes.writeUInt16BE(node.busPort, places.busPort);
  bytes.writeUInt16BE(node.flags & ownFlags, places.flags);
  data.copy(bytes, headerLength);
  return bytes;
}

/**
 * A replica speaks of its master's slots, and of its epoch, which not every version notes as the replica's own. One that has slots
 * (Redis 8.0) was a master when something older came from it: it keeps them only if it says so again (`clusterProcessPacket`).
 */
function epochOf({ configEpoch, slotCount }: ClusterNode, master: ClusterNode | null): number {
  if (master === null) return configEpoch;
  return slotCount > 0 ? master.configEpoch : Math.max(configEpoch, master.configEpoch);
}

const text = (bytes: Buffer): Bytes => bytes.toString("latin1");
