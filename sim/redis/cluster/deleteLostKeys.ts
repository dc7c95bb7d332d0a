import { deletion } from "../propagation/deletion.ts";
import type { Cluster } from "./cluster.ts";

/**
 * Redis' delKeysInSlot: another master has taken the slot, and this one still serves others. Redis 7.0 tells nobody, so that
 * replicas keep the keys; later ones tell replicas, who watches, and who caches.
 */
export function deleteLostKeys({ node, slotKeys }: Cluster, slot: number): void {
  const { propagation, profile, config } = node;
  const db = node.databases[0]!;
  for (const key of slotKeys.keys(slot, Infinity)) {
    if (!profile.behaviour.lostKeysAreTold) db.drop(key);
    else {
      db.delete(key, null);
      propagation.add(0, [deletion(config, "server-del"), key]);
      propagation.tell();
    }
  }
}
