import type { Cluster } from "./cluster.ts";
import { saveConfig } from "./persist.ts";

/**
 * Redis' verifyClusterConfigWithData: a master that finds keys of slots that are not its own takes the slots when nobody has
 * them, and else imports them, so that somebody may put them right.
 */
export function verifyData(cluster: Cluster): void {
  const { state } = cluster;
  const { myself } = state;
  if (myself.isReplica) return;
  let isChanged = false;
  for (const slot of cluster.slotKeys.slots()) {
    const owner = state.ownerOf(slot);
    if (owner === myself || state.importingFrom.has(slot)) continue;
    if (owner === null) state.addSlot(myself, slot);
    else state.importingFrom.set(slot, owner);
    isChanged = true;
  }
  if (isChanged) saveConfig(cluster);
}
