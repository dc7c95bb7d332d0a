import type { RedisNode } from "../node.ts";

/** INFO server. What belongs to the process and its machine is the same for every node. */
export function serverSection(node: RedisNode): readonly string[] {
  const { profile, ledger, config } = node;
  const { server } = profile;
  const isOld = profile.name === "7.0";
  const uptimeSeconds = Math.floor((ledger.nowMs - node.startedMs) / 1000);
  return [
    `redis_version:${profile.redisVersion}`,
    ...profile.infoIdentity,
    "redis_git_sha1:00000000",
    "redis_git_dirty:0",
    "redis_build_id:0",
    `${server === "valkey" ? "server" : "redis"}_mode:${node.cluster === null ? "standalone" : "cluster"}`,
    "os:Linux x86_64",
    "arch_bits:64",
    "monotonic_clock:POSIX clock_gettime",
    "multiplexing_api:epoll",
    ...(server === "valkey" ? [] : ["atomicvar_api:c11-builtin"]),
    "gcc_version:12.2.0",
    "process_id:1",
    "process_supervised:no",
    `run_id:${node.runId}`,
    `tcp_port:${node.address.port}`,
    `server_time_usec:${ledger.nowUs}`,
    `uptime_in_seconds:${uptimeSeconds}`,
    `uptime_in_days:${Math.floor(uptimeSeconds / 86_400)}`,
    `hz:${config.get("hz")}`,
    `configured_hz:${config.get("hz")}`,
    ...(server === "valkey" ? [`clients_hz:${config.get("hz")}`] : []),
    `lru_clock:${ledger.clock}`,
    `executable:/usr/bin/${server}-server`,
    "config_file:",
    "io_threads_active:0",
    ...(server === "valkey" ? ["availability_zone:"] : []),
    ...(isOld ? [] : [`listener0:name=tcp,bind=*,bind=-::*,port=${node.address.port}`]),
  ];
}
