import { Cluster, type Redis } from "ioredis";
import { hashSlot } from "../../sim/redis/hashSlot.ts";
import { defineIn } from "./defineIn.ts";
import { pipelineOn } from "./pipelineOn.ts";
import type { ClientContext, RedisClient } from "./redisClient.ts";
import { routedBy } from "./routedBy.ts";

/**
 * ioredis' Cluster as it comes: it finds the other nodes, follows MOVED and ASK, tries again after a lost connection or
 * a cluster that is down, a tenth of a second apart, and gives a call up after sixteen attempts.
 */
export function ioredisClusterClient({ nodes }: ClientContext): RedisClient {
  const cluster = new Cluster(nodes.map(({ host, port }) => ({ host, port })));
  cluster.on("error", () => undefined);
  const opened = new Set<Redis>();
  cluster.on("+node", (node: Redis) => {
    handleLostAsking(node);
    opened.add(node);
    node.once("end", () => opened.delete(node));
  });

  const call: RedisClient["call"] = (key, command) => {
    const [name = "", ...args] = routedBy(key, command);
    return cluster.call(name, args);
  };

  return {
    define: (name, script) => defineIn(cluster, name, script),
    call,
    async pipeline(key, commands) {
      // Whoever serves the key may not be known yet, or be gone: a command that follows redirects finds out.
      if (ownerOf(cluster, key) === undefined) await call(key, ["EXISTS", key]);
      const owner = ownerOf(cluster, key);
      if (owner === undefined)
        throw new Error(`clients: Connection is closed to whom serves ${key}`);
      return pipelineOn(owner, commands);
    },
    disconnect() {
      const known = new Set(cluster.nodes());
      cluster.disconnect();
      // ioredis 5.11.1 forgets a connection when an earlier one to the same node ends (`redis.once("end")` in
      // cluster/ConnectionPool.js removes whatever has its key by then), as of a node that stood still: it would stay open.
      for (const node of opened) if (!known.has(node)) node.disconnect();
    },
  };
}

/**
 * ioredis 5.11.1 sends ASKING and never looks at what becomes of it (`redis.asking()` in cluster/index.js): where the
 * connection is lost just then, the rejection that nobody handles ends the process. Whoever uses it must handle it.
 */
function handleLostAsking(node: Redis): void {
  const asking = node.asking.bind(node);
  Reflect.set(node, "asking", () => {
    const asked = asking();
    asked.catch(() => undefined);
    return asked;
  });
}

/** The connection to the node that serves the key, as far as the client knows. */
function ownerOf(cluster: Cluster, key: string): Redis | undefined {
  const address = cluster.slots[hashSlot(Buffer.from(key).toString("latin1"))]?.[0];
  return cluster
    .nodes("master")
    .find(({ options: { host, port } }) => `${host}:${port}` === address);
}
