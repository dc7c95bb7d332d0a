/**
 * A part of the keyspace, for naming who serves it: a slot, the slots that one master was given at the start ("shard 1"
 * is that of the first), or the slot in which the subject keeps its schedules.
 */
export type SlotName = "data" | { readonly shard: number } | { readonly slot: number };

/** Which node a fault hits: one by its name, or whoever has a role at the moment at which it strikes. */
export type NodeName =
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "master"; readonly of: SlotName }
  /** `nth`: 1 is the first, in the order of the nodes' names. */
  | { readonly kind: "replica"; readonly nth: number; readonly of: SlotName };

const slot = /^(?:(data)|shard ([1-9]\d{0,3})|slot (\d{1,5}))$/;
const master = /^master of (.+)$/;
const replica = /^replica ([1-9]\d{0,3}) of (.+)$/;
const host = /^redis-[1-9]\d{0,3}$/;

/** Reads "data", "shard 1" or "slot 16383"; null when the text is none of them. */
export function parseSlotName(text: string): SlotName | null {
  const [, data, shardText, slotText] = slot.exec(text) ?? [];
  if (data !== undefined) return "data";
  if (shardText !== undefined) return { shard: Number(shardText) };
  if (slotText === undefined || Number(slotText) > 16_383) return null;
  return { slot: Number(slotText) };
}

/** Reads "redis-2", "master of data" or "replica 1 of shard 3"; null when the text is none of them. */
export function parseNodeName(text: string): NodeName | null {
  if (host.test(text)) return { kind: "host", host: text };
  const ofMaster = parseSlotName(master.exec(text)?.[1] ?? "");
  if (ofMaster !== null) return { kind: "master", of: ofMaster };
  const [, nth, rest = ""] = replica.exec(text) ?? [];
  const ofReplica = parseSlotName(rest);
  return ofReplica === null ? null : { kind: "replica", nth: Number(nth), of: ofReplica };
}
