import { createHash } from "node:crypto";
import type { ClientContext, ClientName, RedisClient } from "./redisClient.ts";
import { routedBy } from "./routedBy.ts";

type Library = typeof import("redis");
type Send = (command: readonly string[], options?: { chainId: symbol }) => Promise<unknown>;

let library: Library | undefined;

/**
 * Loads a client's library. Must be awaited before the simulated world exists, because modules read files; it takes a
 * third of a second for node-redis, so nobody else pays for it.
 */
export async function loadClient(name: ClientName): Promise<void> {
  if (name === "node-redis") library ??= await import("redis");
}

/**
 * node-redis as it comes, with replies as RESP2 has them. It reconnects for ever, keeps what it has not sent for five
 * seconds, and rejects whatever was under way when a connection is lost: it never sends anything twice.
 */
export function nodeRedisClient({ nodes: [{ host, port }] }: ClientContext): RedisClient {
  const client = loaded().createClient({ socket: { host, port }, RESP: 2 });
  client.on("error", () => undefined);
  // It resolves when the connection is up; commands wait for that by themselves.
  client.connect().catch(() => undefined);

  const send: Send = (command, options) => client.sendCommand(command, options);
  return {
    define: (_name, script) => byHash(script, (_key, command) => send(command)),
    call: (_key, command) => send(command),
    pipeline: (_key, commands) => pipelineBy(send, commands),
    disconnect: () => client.destroy(),
  };
}

/** node-redis' cluster client as it comes. @throws RootNodesUnavailableError when no node tells who serves what. */
export async function nodeRedisClusterClient({ nodes }: ClientContext): Promise<RedisClient> {
  const cluster = loaded().createCluster({
    rootNodes: nodes.map(({ host, port }) => ({ socket: { host, port } })),
    RESP: 2,
  });
  cluster.on("error", () => undefined);
  await cluster.connect();

  const call: RedisClient["call"] = (key, command) =>
    cluster.sendCommand(key, false, [...routedBy(key, command)]);
  return {
    define: (_name, script) => byHash(script, call),
    call,
    async pipeline(key, commands) {
      const owner = await cluster.getNodeClientForKey(key);
      return pipelineBy((command, options) => owner.sendCommand(command, options), commands);
    },
    disconnect: () => cluster.destroy(),
  };
}

function loaded(): Library {
  if (library === undefined)
    throw new Error('clients: node-redis is not loaded; await loadClient("node-redis") first');
  return library;
}

/** What node-redis does with the scripts that it is created with: the hash first, the text when nobody knows the hash. */
function byHash(
  { lua, numberOfKeys }: { readonly lua: string; readonly numberOfKeys: number },
  call: RedisClient["call"],
) {
  const hash = createHash("sha1").update(lua).digest("hex");
  return async (...keysAndArguments: readonly string[]): Promise<unknown> => {
    const [key = ""] = keysAndArguments;
    const rest = [String(numberOfKeys), ...keysAndArguments];
    try {
      return await call(key, ["EVALSHA", hash, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return call(key, ["EVAL", lua, ...rest]);
    }
  };
}

/** A chain is sent over one connection or not at all. */
async function pipelineBy(
  send: Send,
  commands: readonly (readonly string[])[],
): Promise<readonly unknown[]> {
  const { ErrorReply } = loaded();
  const chainId = Symbol("pipeline");
  const replies = await Promise.allSettled(commands.map((command) => send(command, { chainId })));
  return replies.map((reply) => {
    if (reply.status === "fulfilled") return reply.value;
    const error: unknown = reply.reason;
    if (!(error instanceof ErrorReply)) throw error;
    return error;
  });
}
