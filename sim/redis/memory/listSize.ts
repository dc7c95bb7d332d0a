import type { Settings } from "../config/settings.ts";
import type { Deque } from "../keyspace/deque.ts";
import { emptyListpackSize, listpackTextSize } from "../keyspace/listpackSize.ts";
import { allocatedSize } from "./allocatedSize.ts";

export type ListSizeRules = {
  /** How many nodes stand for all. */
  readonly samples: number;
  readonly settings: Settings;
};

/**
 * The bytes that a list takes in Redis 7.0.15 without the object that holds it: listpacks in a chain. They are taken to
 * be as RPUSH fills them, whatever the list has gone through since.
 */
export function listSize(items: Deque, { samples, settings }: ListSizeRules): number {
  const limit = settings.listMaxListpackSize;
  let [nodes, bytes, nodeBytes, nodeItems] = [0, 0, 0, 0];
  const close = (size: number): void => {
    if (nodes++ < samples) bytes += listNodeBytes + allocatedSize(size);
    nodeItems = 0;
  };
  for (let at = 0; at < items.length; at++) {
    const item = items.at(at);
    const isLarge = item.length > largeItemBytes;
    if (nodeItems > 0 && (isLarge || !hasRoom(nodeBytes, nodeItems, item.length, limit)))
      close(nodeBytes);
    if (isLarge) {
      close(item.length);
      continue;
    }
    if (nodeItems === 0) nodeBytes = emptyListpackSize;
    nodeBytes += listpackTextSize(item);
    nodeItems++;
  }
  if (nodeItems > 0) close(nodeBytes);
  const sampled = Math.min(nodes, samples);
  return Math.floor(listBytes + (sampled === 0 ? 0 : (bytes / sampled) * nodes));
}

const listBytes = 40;
const listNodeBytes = 40;
const largeItemBytes = 2 ** 30;
const safetyLimitBytes = 8192;

/** _quicklistNodeAllowInsert */
function hasRoom(nodeBytes: number, nodeItems: number, added: number, limit: number): boolean {
  const bytes = nodeBytes + added + 8;
  if (limit < 0) return bytes <= 4096 * 2 ** Math.min(-limit - 1, 4);
  return bytes <= safetyLimitBytes && nodeItems < limit;
}
