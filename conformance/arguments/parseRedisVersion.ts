import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { knownName } from "./knownName.ts";

/** Names only: loading what the versions are takes time that reading arguments should not take. */
export const redisVersionNames: readonly RedisVersion[] = ["7.0", "8.0", "valkey-8.1"];

/** One of the servers that the model can be. */
export function parseRedisVersion(name: string): RedisVersion {
  return knownName("redis-version", name, redisVersionNames, (known) => known);
}
