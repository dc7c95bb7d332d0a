import { fixed, int64Max, integer, memory, oneOf, special, yesNo } from "./kinds.ts";
import type { ParameterChanges } from "./parameter.ts";

/** What is other in Redis 8.0.2 than in Redis 7.0.15, asked of the real server. */
export const parameters80: ParameterChanges = {
  without: [
    "aof-disable-auto-gc",
    "aof_rewrite_cpulist",
    "bgsave_cpulist",
    "bio_cpulist",
    "io-threads-do-reads",
    "server_cpulist",
  ],
  changed: [
    ["aof-rewrite-cpulist", "", fixed("immutable"), "aof_rewrite_cpulist"],
    ["bgsave-cpulist", "", fixed("immutable"), "bgsave_cpulist"],
    ["bio-cpulist", "", fixed("immutable"), "bio_cpulist"],
    ["cluster-announce-human-nodename", "", special("nodeName")],
    ["cluster-compatibility-sample-ratio", "0", integer(0, 100)],
    ["hide-user-data-from-log", "no", yesNo],
    ["locale-collate", "", special("locale")],
    ["loglevel", "notice", oneOf("debug, verbose, notice, warning, nothing")],
    ["max-new-connections-per-cycle", "10", integer(1, 1000)],
    ["max-new-tls-connections-per-cycle", "1", integer(1, 1000)],
    ["maxmemory-samples", "5", integer(1, 64)],
    ["replica-full-sync-buffer-limit", "0", memory(0, int64Max)],
    ["server-cpulist", "", fixed("immutable"), "server_cpulist"],
    ["set-max-listpack-entries", "128", integer(0, int64Max)],
    ["set-max-listpack-value", "64", integer(0, int64Max)],
  ],
};
