import type { RedisNode } from "../node.ts";

/** INFO stats. Rates and what goes over the network are not known to the model. */
export function statsSection(node: RedisNode): readonly string[] {
  const { ledger, statistics, pubSub, tracking, profile } = node;
  const { replicas } = node.replication;
  const denied = node.access.log.counts;
  const isOld = profile.name === "7.0";
  const newer = (...lines: string[]): string[] => (isOld ? [] : lines);
  return [
    `total_connections_received:${node.connectionsReceived}`,
    `total_commands_processed:${statistics.commands}`,
    ...zeros("instantaneous_ops_per_sec total_net_input_bytes total_net_output_bytes"),
    ...zeros("total_net_repl_input_bytes total_net_repl_output_bytes"),
    "instantaneous_input_kbps:0.00",
    "instantaneous_output_kbps:0.00",
    "instantaneous_input_repl_kbps:0.00",
    "instantaneous_output_repl_kbps:0.00",
    `rejected_connections:${node.connectionsRejected}`,
    `sync_full:${replicas.fullSynchronisations}`,
    `sync_partial_ok:${replicas.partialAccepted}`,
    `sync_partial_err:${replicas.partialRefused}`,
    ...(profile.name === "8.0" ? [`expired_subkeys:${ledger.expiredFields}`] : []),
    `expired_keys:${ledger.expired}`,
    "expired_stale_perc:0.00",
    ...zeros("expired_time_cap_reached_count expire_cycle_cpu_milliseconds"),
    `evicted_keys:${ledger.evicted}`,
    "evicted_clients:0",
    ...newer(`evicted_scripts:${node.scripts.evicted}`),
    ...zeros("total_eviction_exceeded_time current_eviction_exceeded_time"),
    `keyspace_hits:${ledger.hits}`,
    `keyspace_misses:${ledger.misses}`,
    `pubsub_channels:${pubSub.channels.size}`,
    `pubsub_patterns:${pubSub.patterns.size}`,
    `pubsubshard_channels:${pubSub.shardChannels.size}`,
    ...zeros("latest_fork_usec total_forks"),
    `migrate_cached_sockets:${node.moveConnections.count(ledger.nowMs)}`,
    "slave_expires_tracked_keys:0",
    ...zeros("active_defrag_hits active_defrag_misses active_defrag_key_hits"),
    ...zeros("active_defrag_key_misses total_active_defrag_time current_active_defrag_time"),
    `tracking_total_keys:${tracking.keyCount}`,
    `tracking_total_items:${tracking.itemCount}`,
    `tracking_total_prefixes:${tracking.prefixCount}`,
    "unexpected_error_replies:0",
    `total_error_replies:${statistics.errors}`,
    ...zeros("dump_payload_sanitizations total_reads_processed total_writes_processed"),
    ...zeros("io_threaded_reads_processed io_threaded_writes_processed"),
    ...(profile.name === "valkey-8.1"
      ? zeros(
          "io_threaded_freed_objects io_threaded_accept_processed io_threaded_poll_processed io_threaded_total_prefetch_batches io_threaded_total_prefetch_entries",
        )
      : []),
    ...newer(
      ...zeros(
        "client_query_buffer_limit_disconnections client_output_buffer_limit_disconnections",
      ),
    ),
    ...zeros("reply_buffer_shrinks reply_buffer_expands"),
    ...newer(
      ...zeros("eventloop_cycles eventloop_duration_sum eventloop_duration_cmd_sum"),
      ...zeros("instantaneous_eventloop_cycles_per_sec instantaneous_eventloop_duration_usec"),
      `acl_access_denied_auth:${denied.auth}`,
      `acl_access_denied_cmd:${denied.command}`,
      `acl_access_denied_key:${denied.key}`,
      `acl_access_denied_channel:${denied.channel}`,
    ),
  ];
}

function zeros(names: string): string[] {
  return names.split(" ").map((name) => `${name}:0`);
}
