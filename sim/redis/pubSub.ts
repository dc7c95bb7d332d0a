import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import { hashSlot } from "./hashSlot.ts";
import { matchesGlob } from "./matchesGlob.ts";

/** Who listens, by channel or pattern. */
export type Subscribers = Map<Bytes, Set<ClientConnection>>;

/** Who listens to what on this node. Messages go to those who listen now; nothing is kept. */
export class PubSub {
  readonly channels: Subscribers = new Map();
  readonly patterns: Subscribers = new Map();
  /** Sharded channels: names of their own, apart from the others even in a server without a cluster. */
  readonly shardChannels: Subscribers = new Map();

  subscribe(client: ClientConnection, channel: Bytes): void {
    add(this.channels, channel, client);
    client.channels.add(channel);
  }

  unsubscribe(client: ClientConnection, channel: Bytes): void {
    remove(this.channels, channel, client);
    client.channels.delete(channel);
  }

  psubscribe(client: ClientConnection, pattern: Bytes): void {
    add(this.patterns, pattern, client);
    client.patterns.add(pattern);
  }

  punsubscribe(client: ClientConnection, pattern: Bytes): void {
    remove(this.patterns, pattern, client);
    client.patterns.delete(pattern);
  }

  ssubscribe(client: ClientConnection, channel: Bytes): void {
    add(this.shardChannels, channel, client);
    client.shardChannels.add(channel);
  }

  sunsubscribe(client: ClientConnection, channel: Bytes): void {
    remove(this.shardChannels, channel, client);
    client.shardChannels.delete(channel);
  }

  /**
   * The node no longer serves a slot of the cluster: whoever listens to a channel in it is told that this is over, channel by
   * channel in the order of their names (`removeChannelsInSlot` of Redis 7.0.15).
   */
  leaveSlot(slot: number): void {
    if (this.shardChannels.size === 0) return;
    const channels = [...this.shardChannels.keys()].filter((channel) => hashSlot(channel) === slot);
    for (const channel of channels.sort())
      for (const client of this.shardChannels.get(channel) ?? []) {
        this.sunsubscribe(client, channel);
        client.push(["sunsubscribe", channel, client.shardChannels.size]);
      }
  }

  /** Delivers to the subscribers of the sharded channel only. */
  spublish(channel: Bytes, message: Bytes): number {
    const clients = this.shardChannels.get(channel) ?? new Set();
    for (const client of clients) client.push(["smessage", channel, message]);
    return clients.size;
  }

  /** Delivers to the channel's subscribers, then to those of matching patterns, and returns how many deliveries that were. */
  publish(channel: Bytes, message: Bytes): number {
    let receivers = 0;
    for (const client of this.channels.get(channel) ?? []) {
      client.push(["message", channel, message]);
      receivers++;
    }
    for (const [pattern, clients] of this.patterns) {
      if (!matchesGlob(pattern, channel)) continue;
      for (const client of clients) {
        client.push(["pmessage", pattern, channel, message]);
        receivers++;
      }
    }
    return receivers;
  }

  forget(client: ClientConnection): void {
    for (const channel of client.channels) this.unsubscribe(client, channel);
    for (const pattern of client.patterns) this.punsubscribe(client, pattern);
    for (const channel of client.shardChannels) this.sunsubscribe(client, channel);
  }
}

function add(subscribers: Subscribers, name: Bytes, client: ClientConnection): void {
  const clients = subscribers.get(name);
  if (clients === undefined) subscribers.set(name, new Set([client]));
  else clients.add(client);
}

function remove(subscribers: Subscribers, name: Bytes, client: ClientConnection): void {
  const clients = subscribers.get(name);
  if (clients?.delete(client) && clients.size === 0) subscribers.delete(name);
}
