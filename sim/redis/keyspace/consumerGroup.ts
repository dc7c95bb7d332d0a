import type { Bytes } from "../bytes.ts";
import { PendingEntries } from "./pendingEntries.ts";
import type { Consumer, Pending } from "./pendingEntries.ts";
import type { StreamId } from "./streamId.ts";

/** Who reads a stream together. */
export type ConsumerGroup = {
  lastId: StreamId;
  /** How many entries up to `lastId` the stream ever had; null when Redis does not know. */
  entriesRead: bigint | null;
  readonly pending: PendingEntries;
  readonly consumers: Map<Bytes, Consumer>;
};

export function newGroup(lastId: StreamId, entriesRead: bigint | null): ConsumerGroup {
  return { lastId, entriesRead, pending: new PendingEntries(), consumers: new Map() };
}

/** Makes the consumer of this name known; null when it is already. */
export function addConsumer(group: ConsumerGroup, name: Bytes, nowMs: number): Consumer | null {
  if (group.consumers.has(name)) return null;
  const consumer = { name, seenMs: nowMs, activeMs: null, pending: new PendingEntries() };
  group.consumers.set(name, consumer);
  return consumer;
}

/** The consumer of this name, who is seen now. */
export function seeConsumer(group: ConsumerGroup, name: Bytes, nowMs: number): Consumer {
  const known = group.consumers.get(name);
  if (known === undefined) return addConsumer(group, name, nowMs)!;
  known.seenMs = nowMs;
  return known;
}

/** Takes a consumer and all that is pending for it out of the group. */
export function removeConsumer(group: ConsumerGroup, consumer: Consumer): void {
  for (const [id] of consumer.pending.from("")) group.pending.delete(id);
  group.consumers.delete(consumer.name);
}

/** Nobody is to acknowledge this entry any more. */
export function settle(group: ConsumerGroup, id: StreamId): boolean {
  const pending = group.pending.get(id);
  if (pending === undefined) return false;
  group.pending.delete(id);
  pending.consumer.pending.delete(id);
  return true;
}

/** Gives a pending entry to another consumer, or a new one to its first. */
export function assign(
  group: ConsumerGroup,
  id: StreamId,
  consumer: Consumer,
  delivery: Pick<Pending, "deliveredMs" | "deliveries">,
): void {
  const pending = group.pending.get(id);
  if (pending === undefined) {
    const created: Pending = { consumer, ...delivery };
    group.pending.set(id, created);
    consumer.pending.set(id, created);
    return;
  }
  pending.deliveredMs = delivery.deliveredMs;
  pending.deliveries = delivery.deliveries;
  group.pending.touch(id);
  if (pending.consumer === consumer) return;
  pending.consumer.pending.delete(id);
  pending.consumer = consumer;
  consumer.pending.set(id, pending);
}

export function copyGroup(group: ConsumerGroup): ConsumerGroup {
  const copy = newGroup(group.lastId, group.entriesRead);
  for (const { name, seenMs, activeMs } of group.consumers.values())
    addConsumer(copy, name, seenMs)!.activeMs = activeMs;
  for (const [id, { consumer, ...delivery }] of group.pending.from(""))
    assign(copy, id, copy.consumers.get(consumer.name)!, delivery);
  return copy;
}

/** In the order of their bytes, as Redis keeps names of groups and consumers. */
export function byName<Item>(items: ReadonlyMap<Bytes, Item>): (readonly [Bytes, Item])[] {
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1));
}
