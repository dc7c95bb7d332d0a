import { Redis } from "ioredis";
import { defineIn } from "./defineIn.ts";
import { pipelineOn } from "./pipelineOn.ts";
import type { ClientContext, RedisClient } from "./redisClient.ts";

/**
 * ioredis as it comes. Its defaults are what a worker needs: it reconnects for ever, sends again what was not answered,
 * and rejects a call after twenty failed attempts to connect, so that a caller is not left hanging for as long as the
 * network is down.
 */
export function ioredisClient({
  nodes: [{ host, port }],
  Redis: Client = Redis,
}: ClientContext): RedisClient {
  const redis = new Client({ host, port });
  // Without a listener ioredis prints every lost connection. The calls that it costs reject on their own.
  redis.on("error", () => undefined);

  return {
    define: (name, script) => defineIn(redis, name, script),
    call: (_key, [name = "", ...args]) => redis.call(name, args),
    pipeline: (_key, commands) => pipelineOn(redis, commands),
    // Not QUIT: it would wait for a network that may never come back.
    disconnect: () => redis.disconnect(),
  };
}
