import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { todo } from "./clusterState.ts";
import { deleteLostKeys } from "./deleteLostKeys.ts";
import { setMaster } from "./setMaster.ts";
import { eachSlot, hasSlot } from "./slotBits.ts";
import type { SlotBits } from "./slotBits.ts";

/**
 * Redis' clusterUpdateSlotsConfigWith: a master claims slots. It is given those whose owner has an older epoch or none; whoever
 * loses his last slot so becomes a replica of the winner, and who keeps some deletes the keys of what he has lost.
 */
export function updateSlotsWith(
  cluster: Cluster,
  sender: ClusterNode,
  senderEpoch: number,
  slots: SlotBits,
): void {
  const { state, node } = cluster;
  const { myself } = state;
  if (sender === myself) return;
  const currentMaster = myself.isMaster ? myself : myself.master;
  const dirtySlots: number[] = [];
  let senderSlots = 0;
  let migratedOurSlots = 0;
  const before = sender.slots;
  eachSlot(slots, (slot) => {
    senderSlots++;
    const owner = state.ownerOf(slot);
    if (owner === sender) {
      state.unclaimed.delete(slot);
      return;
    }
    // Who imports a slot closes it by hand.
    if (state.importingFrom.has(slot)) return;
    if (owner !== null && !state.isUnclaimed(slot) && owner.configEpoch >= senderEpoch) return;
    if (owner === myself && cluster.slotKeys.count(slot) > 0) dirtySlots.push(slot);
    // An orphan's master and nobody's slot are both null, and Redis takes them for the same.
    if (owner === currentMaster) migratedOurSlots++;
    state.deleteSlot(slot);
    state.addSlot(sender, slot);
    state.unclaimed.delete(slot);
    state.doBeforeSleep(todo.saveConfig | todo.updateState);
  });
  eachSlot(before, (slot) => {
    if (!hasSlot(slots, slot)) state.unclaimed.add(slot);
  });

  const grandmaster = myself.master?.master ?? null;
  if (
    migratedOurSlots > 0 &&
    currentMaster !== null &&
    currentMaster.slotCount === 0 &&
    (node.settings.clusterAllowReplicaMigration || senderSlots === migratedOurSlots)
  ) {
    setMaster(cluster, sender);
    state.doBeforeSleep(todo.saveConfig | todo.updateState);
  } else if (grandmaster !== null && grandmaster !== myself) {
    // The replica of a replica follows that one's master.
    setMaster(cluster, grandmaster);
    state.doBeforeSleep(todo.saveConfig | todo.updateState);
  } else for (const slot of dirtySlots) deleteLostKeys(cluster, slot);
}
