import type { Cluster } from "./cluster.ts";

/** For so long a node that was forgotten is not taken up again when others still speak of it; Valkey 8.1 lets it be configured. */
const usualSeconds = 60;

/** Redis' clusterBlacklistAddNode. */
export function blacklist(cluster: Cluster, id: string): void {
  cleanUp(cluster);
  const seconds = Number(cluster.node.config.get("cluster-blacklist-ttl") ?? usualSeconds);
  cluster.state.blacklist.set(id, Math.floor(cluster.nowMs / 1000) + seconds);
}

/** Redis' clusterBlacklistExists. */
export function isForgotten(cluster: Cluster, id: string): boolean {
  if (cluster.state.blacklist.size === 0) return false;
  cleanUp(cluster);
  return cluster.state.blacklist.has(id);
}

function cleanUp({ state, nowMs }: Cluster): void {
  const nowSeconds = Math.floor(nowMs / 1000);
  for (const [id, untilSeconds] of state.blacklist)
    if (untilSeconds < nowSeconds) state.blacklist.delete(id);
}
