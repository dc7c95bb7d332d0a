import type { RedisNode } from "../node.ts";
import { addressOf } from "../replication/failover.ts";
import type { MasterLink } from "../replication/masterLink.ts";
import { seconds } from "../replication/replicas.ts";
import type { ReplicaState } from "../replication/replica.ts";

/** INFO replication. A snapshot comes in one piece, so nothing of it was read until all was. */
export function replicationSection(node: RedisNode): readonly string[] {
  const { config, profile, replication, settings } = node;
  const { ids, master, backlog, replicas, failover } = replication;
  const needsReplicas = settings.minReplicasToWrite > 0 && settings.minReplicasMaxLag > 0;
  const all = [...replicas.all];
  return [
    `role:${master === null ? "master" : "slave"}`,
    ...(master === null ? [] : linesOfMaster(node, master)),
    `connected_slaves:${all.length}`,
    ...(needsReplicas ? [`min_slaves_good_slaves:${replicas.goodCount}`] : []),
    ...all.map((client, index) => {
      const { host, port } = addressOf(client);
      const { state, acknowledged, acknowledgedSeconds } = client.replica;
      const lag = state === "online" ? seconds(node) - acknowledgedSeconds : 0;
      const type = profile.name === "valkey-8.1" ? ",type=replica" : "";
      return `slave${index}:ip=${host},port=${port},state=${stateNames[state]},offset=${acknowledged},lag=${lag}${type}`;
    }),
    ...(profile.name === "valkey-8.1" ? ["replicas_waiting_psync:0"] : []),
    `master_failover_state:${failover.state}`,
    `master_replid:${ids.id}`,
    `master_replid2:${ids.secondId}`,
    `master_repl_offset:${replication.masterOffset}`,
    `second_repl_offset:${ids.secondOffset}`,
    `repl_backlog_active:${backlog === null ? 0 : 1}`,
    `repl_backlog_size:${config.get("repl-backlog-size")}`,
    `repl_backlog_first_byte_offset:${backlog?.firstOffset ?? 0}`,
    `repl_backlog_histlen:${backlog?.length ?? 0}`,
  ];
}

/** As Redis' `replstateToString`. */
const stateNames: Readonly<Record<ReplicaState, string>> = {
  none: "",
  waitsForStart: "wait_bgsave",
  waitsForEnd: "wait_bgsave",
  online: "online",
};

function linesOfMaster(node: RedisNode, master: MasterLink): readonly string[] {
  const { config, profile } = node;
  const { state, client, cached, downSinceSeconds } = master;
  const now = seconds(node);
  const offset = client === null ? (cached?.offset ?? 1) : master.offset;
  const isLoading = master.loading !== null;
  return [
    `master_host:${master.host}`,
    `master_port:${master.port}`,
    `master_link_status:${state === "connected" ? "up" : "down"}`,
    `master_last_io_seconds_ago:${client === null ? -1 : now - master.lastHeardSeconds}`,
    `master_sync_in_progress:${state === "sync" ? 1 : 0}`,
    `slave_read_repl_offset:${client === null ? offset : master.receivedOffset}`,
    `slave_repl_offset:${offset}`,
    ...(profile.name === "8.0"
      ? ["replica_full_sync_buffer_size:0", "replica_full_sync_buffer_peak:0"]
      : []),
    ...(profile.name === "valkey-8.1"
      ? ["replicas_repl_buffer_size:0", "replicas_repl_buffer_peak:0"]
      : []),
    ...(state === "sync"
      ? [
          `master_sync_total_bytes:${isLoading ? 0 : -1}`,
          "master_sync_read_bytes:0",
          `master_sync_left_bytes:${isLoading ? 0 : -1}`,
          `master_sync_perc:${isLoading ? "0.00" : "-0.00"}`,
          `master_sync_last_io_seconds_ago:${now - master.lastTransferSeconds}`,
        ]
      : []),
    ...(state === "connected"
      ? []
      : [`master_link_down_since_seconds:${downSinceSeconds === 0 ? -1 : now - downSinceSeconds}`]),
    `slave_priority:${config.get("replica-priority")}`,
    `slave_read_only:${config.get("replica-read-only") === "yes" ? 1 : 0}`,
    `replica_announced:${config.get("replica-announced") === "yes" ? 1 : 0}`,
  ];
}
