import type { RedisNode } from "./node.ts";

/** Whether a master has fewer replicas that are not late than it needs in order to write. */
export function lacksReplicas({ settings, replication }: RedisNode): boolean {
  const { minReplicasToWrite, minReplicasMaxLag } = settings;
  return (
    minReplicasToWrite > 0 &&
    minReplicasMaxLag > 0 &&
    !replication.isFollowing &&
    replication.replicas.goodCount < minReplicasToWrite
  );
}
