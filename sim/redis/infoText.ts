import type { Bytes } from "./bytes.ts";
import type { RedisNode } from "./node.ts";

type Section = readonly [title: string, lines: (node: RedisNode) => readonly string[]];

/**
 * What INFO says. Only fields that the model knows the truth of are there; sizes of memory, processor times and the like
 * would be inventions.
 *
 * @param names as the arguments of INFO; none means all.
 */
export function infoText(node: RedisNode, names: readonly Bytes[]): Bytes {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const all =
    names.length === 0 || ["all", "default", "everything"].some((name) => wanted.has(name));
  return sections
    .filter(([title]) => all || wanted.has(title.toLowerCase()))
    .map(([title, lines]) => [`# ${title}`, ...lines(node), ""].join("\r\n"))
    .join("\r\n");
}

const sections: readonly Section[] = [
  ["Server", serverLines],
  [
    "Clients",
    (node) => [
      `connected_clients:${node.clients.size}`,
      "cluster_connections:0",
      "maxclients:10000",
      `blocked_clients:${node.blocked.size}`,
      `tracking_clients:${node.tracking.count}`,
    ],
  ],
  ["Memory", () => ["maxmemory:0", "maxmemory_human:0B", "maxmemory_policy:noeviction"]],
  [
    "Persistence",
    (node) => [
      "loading:0",
      "async_loading:0",
      `rdb_changes_since_last_save:${node.ledger.changes}`,
      "rdb_bgsave_in_progress:0",
      "aof_enabled:0",
    ],
  ],
  [
    "Stats",
    (node) => [
      `total_connections_received:${node.connectionsReceived}`,
      `total_commands_processed:${node.commandsProcessed}`,
      `expired_keys:${node.ledger.expired}`,
      "evicted_keys:0",
      `pubsub_channels:${node.pubSub.channels.size}`,
      `pubsub_patterns:${node.pubSub.patterns.size}`,
      `tracking_total_keys:${node.tracking.keyCount}`,
      `tracking_total_items:${node.tracking.itemCount}`,
      `tracking_total_prefixes:${node.tracking.prefixCount}`,
    ],
  ],
  [
    "Replication",
    (node) => [
      "role:master",
      "connected_slaves:0",
      "master_failover_state:no-failover",
      `master_replid:${node.runId}`,
      `master_replid2:${"0".repeat(40)}`,
      "master_repl_offset:0",
    ],
  ],
  ["Cluster", () => ["cluster_enabled:0"]],
  ["Keyspace", keyspaceLines],
];

function serverLines(node: RedisNode): readonly string[] {
  const uptimeSeconds = Math.floor((node.ledger.nowMs - node.startedMs) / 1000);
  return [
    `redis_version:${node.profile.redisVersion}`,
    ...node.profile.infoIdentity,
    "redis_mode:standalone",
    "arch_bits:64",
    `run_id:${node.runId}`,
    `tcp_port:${node.address.port}`,
    `server_time_usec:${node.ledger.nowUs}`,
    `uptime_in_seconds:${uptimeSeconds}`,
    `uptime_in_days:${Math.floor(uptimeSeconds / 86_400)}`,
    "hz:10",
    "configured_hz:10",
  ];
}

function keyspaceLines(node: RedisNode): readonly string[] {
  return node.databases
    .filter((db) => db.size > 0)
    .map((db) => `db${db.index}:keys=${db.size},expires=${db.expiringSize},avg_ttl=0`);
}
