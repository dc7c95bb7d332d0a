import type { Cluster, Redis } from "ioredis";
import type { ClientScript, RunClientScript } from "./redisClient.ts";

/**
 * ioredis' own way with scripts: it sends the text once for each connection and its hash from then on, and the text
 * again when the server has forgotten it.
 */
export function defineIn(
  redis: Redis | Cluster,
  name: string,
  script: ClientScript,
): RunClientScript {
  redis.defineCommand(name, script);
  const defined: unknown = Reflect.get(redis, name);
  if (!isCommand(defined)) throw new Error(`clients: ioredis did not define ${name}`);
  return defined.bind(redis);
}

/** defineCommand adds a method that no type knows of. */
const isCommand = (value: unknown): value is RunClientScript => typeof value === "function";
