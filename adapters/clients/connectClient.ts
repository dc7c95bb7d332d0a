import { ioredisClient } from "./ioredisClient.ts";
import { ioredisClusterClient } from "./ioredisClusterClient.ts";
import { nodeRedisClient, nodeRedisClusterClient } from "./nodeRedisClient.ts";
import type { ClientContext, RedisClient } from "./redisClient.ts";

/**
 * Opens a connection with the client and to the topology that the run lends. It may not be up yet when this resolves:
 * the clients queue what is asked of them until it is. @throws what the client throws when it finds no cluster.
 */
export async function connectClient(context: ClientContext): Promise<RedisClient> {
  if (context.client === "node-redis")
    return context.cluster === true ? nodeRedisClusterClient(context) : nodeRedisClient(context);
  return context.cluster === true ? ioredisClusterClient(context) : ioredisClient(context);
}
