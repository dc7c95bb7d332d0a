import type { RedisNode } from "../node.ts";

/** What the cluster asks of the replication of its node. */
export type ClusterReplication = {
  /** Redis' replicationSetMaster: becomes a replica of the node there, or of it rather than of another. */
  follow(host: string, port: number): void;
  /** Redis' replicationUnsetMaster: becomes a master, with the data that it has. */
  promote(): void;
  /** Whether it is a replica as far as replication is concerned: Redis' `masterhost` is not null. */
  readonly isFollowing: boolean;
  /** What it has written as a master, or processed as a replica: `master_repl_offset`, replicationGetSlaveOffset. */
  readonly offset: number;
  /** For how long a replica has not heard of its master: `data_age` of clusterHandleSlaveFailover. */
  readonly dataAgeMs: number;
  /** Set while a replica takes over: nothing is written for the replicas that no client has asked for. */
  holdsPings: boolean;
};

/** What there is until the replication of the node is. */
export function replicationOf({ replication }: RedisNode): ClusterReplication {
  if ("follow" in replication) return replication as unknown as ClusterReplication;
  let isFollowing = false;
  return {
    follow: () => void (isFollowing = true),
    promote: () => void (isFollowing = false),
    get isFollowing() {
      return isFollowing;
    },
    offset: 0,
    dataAgeMs: 0,
    holdsPings: false,
  };
}
