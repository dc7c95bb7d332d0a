import type { Acknowledgement } from "./durability.ts";
import type { NodeHealth } from "./nodeHealth.ts";
import type { IncidentEvent } from "./worldEvent.ts";

/**
 * Whether an incident may take back what was acknowledged, going by what the acknowledgement means.
 *
 * Against FLUSHALL, eviction and an owner that comes back with less and is still the owner no replica helps: it
 * follows. (Redis' documentation names the last, "safety of replication when master has persistence turned off".)
 *
 * When all replicas of the shard had it, the one that takes over must have it too, however slow or cut off it was
 * since, unless it crashed itself and had not caught up. When only some had it, one that has less may take over: by an
 * election, which goes by how much each has, only if those that have more cannot stand for it, so that two nodes have
 * failed at once; by a forced takeover at any time.
 *
 * @param index position of the incident
 * @param sinceIndex position from which on it may have been executed, such as that of its invocation
 */
export function mayTakeBack(
  nodes: NodeHealth,
  { index, event }: { readonly index: number; readonly event: IncidentEvent },
  acknowledgement: Acknowledgement,
  sinceIndex: number,
): boolean {
  if (acknowledgement.means !== "replicated") return true;
  const hadAll = acknowledgement.replicas >= event.replicas;
  switch (event.incident) {
    case "failover":
      return hadAll
        ? nodes.hasForgotten(event.node, index)
        : nodes.hadTwoFailed(event.shard, sinceIndex, index);
    case "takeover":
      return !hadAll || nodes.hasForgotten(event.node, index);
    case "restart-snapshot":
    case "restart-empty":
    case "flush":
    case "evict":
      return true;
  }
}
