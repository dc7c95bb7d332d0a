import type { Bytes } from "./bytes.ts";
import { commandSection, errorSection, latencySection } from "./info/commandSections.ts";
import { memorySection } from "./info/memorySection.ts";
import { replicationSection } from "./info/replicationSection.ts";
import { serverSection } from "./info/serverSection.ts";
import { statsSection } from "./info/statsSection.ts";
import type { RedisNode } from "./node.ts";

type Section = {
  readonly title: string;
  /** As it is asked for; the title in small letters where nothing is said. */
  readonly names?: readonly string[];
  /** Whether it is shown only to those who ask for it or for all. */
  readonly isExtra?: true;
  /** Null in versions that do not have it. */
  readonly lines: (node: RedisNode) => readonly string[] | null;
};

/**
 * What INFO says: every field of the version, in its order. What the model does not know is a constant: the machine,
 * processor times, the network, and that nothing was ever saved or forked.
 *
 * @param names as the arguments of INFO; none means those of `default`.
 */
export function infoText(node: RedisNode, names: readonly Bytes[]): Bytes {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const all = wanted.has("all") || wanted.has("everything");
  const usual = all || names.length === 0 || wanted.has("default");
  return sections
    .filter(
      ({ title, names: given = [title.toLowerCase()], isExtra }) =>
        given.some((name) => wanted.has(name)) || (isExtra ? all : usual),
    )
    .flatMap(({ title, lines }) => {
      const said = lines(node);
      return said === null ? [] : [[`# ${title}`, ...said, ""].join("\r\n")];
    })
    .join("\r\n");
}

const sections: readonly Section[] = [
  { title: "Server", lines: serverSection },
  { title: "Clients", lines: clientSection },
  { title: "Memory", lines: memorySection },
  { title: "Persistence", lines: persistenceSection },
  {
    title: "Threads",
    lines: ({ profile, clients }) =>
      profile.name === "8.0" ? [`io_thread_0:clients=${clients.size},reads=0,writes=0`] : null,
  },
  { title: "Stats", lines: statsSection },
  { title: "Replication", lines: replicationSection },
  {
    title: "CPU",
    lines: () =>
      ["sys", "user", "sys_children", "user_children", "sys_main_thread", "user_main_thread"].map(
        (name) => `used_cpu_${name}:0.000000`,
      ),
  },
  { title: "Modules", names: ["modules", "module_list"], lines: moduleSection },
  { title: "Commandstats", isExtra: true, lines: commandSection },
  { title: "Errorstats", lines: errorSection },
  { title: "Latencystats", isExtra: true, lines: latencySection },
  { title: "Cluster", lines: ({ cluster }) => [`cluster_enabled:${cluster === null ? 0 : 1}`] },
  { title: "Keyspace", lines: keyspaceSection },
];

function clientSection(node: RedisNode): readonly string[] {
  const { clients, blocked, pause, tracking, settings, profile, replication } = node;
  const isOld = profile.name === "7.0";
  const all = [...clients.values()];
  return [
    `connected_clients:${clients.size - replication.replicas.all.size}`,
    "cluster_connections:0",
    `maxclients:${settings.maxclients}`,
    "client_recent_max_input_buffer:0",
    "client_recent_max_output_buffer:0",
    `blocked_clients:${blocked.size + pause.heldCount}`,
    `tracking_clients:${tracking.count}`,
    ...(isOld
      ? []
      : [
          `pubsub_clients:${all.filter(({ subscriptions }) => subscriptions > 0).length}`,
          `watching_clients:${all.filter(({ watched }) => watched !== null).length}`,
        ]),
    `clients_in_timeout_table:${blocked.timedSize}`,
    ...(isOld
      ? []
      : [
          `total_watched_keys:${node.databases.reduce((sum, db) => sum + db.watchedSize, 0)}`,
          `total_blocking_keys:${blocked.keys}`,
          "total_blocking_keys_on_nokey:0",
        ]),
    ...(profile.name === "valkey-8.1"
      ? [
          `paused_reason:${pause.state === null ? "none" : "client_pause"}`,
          `paused_actions:${pause.state?.mode ?? "none"}`,
          `paused_timeout_milliseconds:${pause.state?.leftMs ?? 0}`,
        ]
      : []),
  ];
}

function persistenceSection({
  ledger,
  lastSaveSeconds,
  changesSaved,
  replication,
}: RedisNode): readonly string[] {
  const text =
    `loading:${replication.isLoading ? 1 : 0} async_loading:0 current_cow_peak:0 current_cow_size:0 current_cow_size_age:0 current_fork_perc:0.00 ` +
    `current_save_keys_processed:0 current_save_keys_total:0 rdb_changes_since_last_save:${ledger.changes - changesSaved} ` +
    `rdb_bgsave_in_progress:0 rdb_last_save_time:${lastSaveSeconds} rdb_last_bgsave_status:ok ` +
    "rdb_last_bgsave_time_sec:-1 rdb_current_bgsave_time_sec:-1 rdb_saves:0 rdb_last_cow_size:0 " +
    "rdb_last_load_keys_expired:0 rdb_last_load_keys_loaded:0 aof_enabled:0 aof_rewrite_in_progress:0 " +
    "aof_rewrite_scheduled:0 aof_last_rewrite_time_sec:-1 aof_current_rewrite_time_sec:-1 aof_last_bgrewrite_status:ok " +
    "aof_rewrites:0 aof_rewrites_consecutive_failures:0 aof_last_write_status:ok aof_last_cow_size:0 " +
    "module_fork_in_progress:0 module_fork_last_cow_size:0";
  return text.split(" ");
}

/** The module that Redis 8.0 comes with. */
function moduleSection({ profile }: RedisNode): readonly string[] {
  if (profile.name !== "8.0") return [];
  const options = "handle-io-errors|handle-repl-async-load";
  return [`module:name=vectorset,ver=1,api=1,filters=0,usedby=[],using=[],options=[${options}]`];
}

function keyspaceSection({ databases, profile }: RedisNode): readonly string[] {
  return databases
    .filter((db) => db.size > 0)
    .map((db) => {
      const fields = profile.name === "8.0" ? `,subexpiry=${db.fieldExpiringSize}` : "";
      return `db${db.index}:keys=${db.size},expires=${db.expiringSize},avg_ttl=${db.averageTtlMs()}${fields}`;
    });
}
