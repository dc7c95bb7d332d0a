import type { RedisNode } from "./node.ts";

/** Whether writes are to wait for replicas, of which there are none. */
export function lacksReplicas({ settings }: RedisNode): boolean {
  return settings.minReplicasToWrite > 0 && settings.minReplicasMaxLag > 0;
}
