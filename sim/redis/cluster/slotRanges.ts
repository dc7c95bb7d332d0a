import type { ClusterNode } from "./clusterNode.ts";
import type { ClusterState } from "./clusterState.ts";
import { slotCount } from "./slotBits.ts";

/** Neighbouring slots with one owner; both ends are in it. */
export type SlotRange = {
  readonly first: number;
  readonly last: number;
  readonly owner: ClusterNode;
};

/** Whose the slots are, the lowest first, without those that nobody owns. */
export function slotRanges(state: ClusterState): readonly SlotRange[] {
  const ranges: SlotRange[] = [];
  let owner: ClusterNode | null = null;
  let first = 0;
  for (let slot = 0; slot <= slotCount; slot++) {
    const next = slot === slotCount ? null : state.ownerOf(slot);
    if (next === owner) continue;
    if (owner !== null) ranges.push({ first, last: slot - 1, owner });
    owner = next;
    first = slot;
  }
  return ranges;
}

/** The same by owner. */
export function rangesByOwner(state: ClusterState): ReadonlyMap<ClusterNode, readonly SlotRange[]> {
  const byOwner = new Map<ClusterNode, SlotRange[]>();
  for (const range of slotRanges(state)) {
    const ranges = byOwner.get(range.owner);
    if (ranges === undefined) byOwner.set(range.owner, [range]);
    else ranges.push(range);
  }
  return byOwner;
}
