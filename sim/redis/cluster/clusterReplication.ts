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
