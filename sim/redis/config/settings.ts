/**
 * The parameters that the model's own code looks at, as numbers, so that a hot path reads a property and parses nothing.
 * CONFIG SET writes them; everything else only reads.
 */
export type Settings = {
  hashMaxListpackEntries: number;
  hashMaxListpackValue: number;
  setMaxIntsetEntries: number;
  setMaxListpackEntries: number;
  setMaxListpackValue: number;
  zsetMaxListpackEntries: number;
  zsetMaxListpackValue: number;
  listMaxListpackSize: number;
  streamNodeMaxEntries: number;
  streamNodeMaxBytes: number;
  hllSparseMaxBytes: number;
  /** Bytes; the longest string, and the longest argument. */
  protoMaxBulkLen: number;
  /** Bytes; 0 for no limit. */
  maxmemory: number;
  maxmemoryPolicy: string;
  maxmemorySamples: number;
  lfuLogFactor: number;
  /** Minutes. */
  lfuDecayTime: number;
  /** Microseconds; negative for no log. */
  slowlogLogSlowerThan: number;
  slowlogMaxLen: number;
  latencyTracking: boolean;
  maxclients: number;
  /** Seconds after which an idle client is disconnected; 0 for never. */
  timeout: number;
  minReplicasToWrite: number;
  minReplicasMaxLag: number;
  /** Seconds. */
  replPingReplicaPeriod: number;
  /** Milliseconds. */
  clusterNodeTimeout: number;
  clusterReplicaValidityFactor: number;
  clusterMigrationBarrier: number;
  clusterRequireFullCoverage: boolean;
  clusterAllowReplicaMigration: boolean;
  clusterReplicaNoFailover: boolean;
  /** "" and 0 where a node tells no other address than its own. */
  clusterAnnounceIp: string;
  clusterAnnouncePort: number;
  clusterAnnounceBusPort: number;
  clusterAnnounceHostname: string;
};

/** @param valueOf the value of a parameter; undefined where this version has none of that name. */
export function settingsOf(valueOf: (name: string) => string | undefined): Settings {
  const number = (name: string): number => Number(valueOf(name) ?? 0);
  return {
    hashMaxListpackEntries: number("hash-max-listpack-entries"),
    hashMaxListpackValue: number("hash-max-listpack-value"),
    setMaxIntsetEntries: number("set-max-intset-entries"),
    setMaxListpackEntries: number("set-max-listpack-entries"),
    setMaxListpackValue: number("set-max-listpack-value"),
    zsetMaxListpackEntries: number("zset-max-listpack-entries"),
    zsetMaxListpackValue: number("zset-max-listpack-value"),
    listMaxListpackSize: number("list-max-listpack-size"),
    streamNodeMaxEntries: number("stream-node-max-entries"),
    streamNodeMaxBytes: number("stream-node-max-bytes"),
    hllSparseMaxBytes: number("hll-sparse-max-bytes"),
    protoMaxBulkLen: number("proto-max-bulk-len"),
    maxmemory: number("maxmemory"),
    maxmemoryPolicy: valueOf("maxmemory-policy") ?? "noeviction",
    maxmemorySamples: number("maxmemory-samples"),
    lfuLogFactor: number("lfu-log-factor"),
    lfuDecayTime: number("lfu-decay-time"),
    slowlogLogSlowerThan: number("slowlog-log-slower-than"),
    slowlogMaxLen: number("slowlog-max-len"),
    latencyTracking: valueOf("latency-tracking") === "yes",
    maxclients: number("maxclients"),
    timeout: number("timeout"),
    minReplicasToWrite: number("min-replicas-to-write"),
    minReplicasMaxLag: number("min-replicas-max-lag"),
    replPingReplicaPeriod: number("repl-ping-replica-period"),
    clusterNodeTimeout: number("cluster-node-timeout"),
    clusterReplicaValidityFactor: number("cluster-replica-validity-factor"),
    clusterMigrationBarrier: number("cluster-migration-barrier"),
    clusterRequireFullCoverage: valueOf("cluster-require-full-coverage") === "yes",
    clusterAllowReplicaMigration: valueOf("cluster-allow-replica-migration") === "yes",
    clusterReplicaNoFailover: valueOf("cluster-replica-no-failover") === "yes",
    clusterAnnounceIp: valueOf("cluster-announce-ip") ?? "",
    clusterAnnouncePort: number("cluster-announce-port"),
    clusterAnnounceBusPort: number("cluster-announce-bus-port"),
    clusterAnnounceHostname: valueOf("cluster-announce-hostname") ?? "",
  };
}
