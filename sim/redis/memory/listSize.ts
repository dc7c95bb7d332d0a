import type { ListItems } from "../keyspace/listItems.ts";
import { allocatedSize } from "./allocatedSize.ts";

export type ListSizeRules = {
  /** How many nodes stand for all. */
  readonly samples: number;
};

/** The bytes that a list takes in Redis 7.0.15 without the object that holds it: listpacks in a chain. */
export function listSize(items: ListItems, { samples }: ListSizeRules): number {
  const nodes = items.nodes();
  const sampled = nodes.slice(0, samples);
  const bytes = sampled.reduce((sum, node) => sum + listNodeBytes + allocatedSize(node.bytes), 0);
  const mean = sampled.length === 0 ? 0 : bytes / sampled.length;
  return Math.floor(listBytes + mean * nodes.length);
}

const listBytes = 40;
const listNodeBytes = 40;
