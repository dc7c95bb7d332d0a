import type { RedisNode } from "../node.ts";
import { hashSlot } from "../hashSlot.ts";

/** Redis' removeChannelsInSlot: who listens to sharded channels of a slot that goes elsewhere is told that he no longer does. */
export function dropChannels({ pubSub }: RedisNode, slot: number): void {
  const channels = [...pubSub.shardChannels.keys()].filter((channel) => hashSlot(channel) === slot);
  for (const channel of channels.sort())
    for (const client of pubSub.shardChannels.get(channel) ?? []) {
      pubSub.sunsubscribe(client, channel);
      client.push(["sunsubscribe", channel, client.shardChannels.size]);
    }
}
