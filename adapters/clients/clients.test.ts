import { describe, expect, it } from "vitest";
import { World } from "../../sim/kernel/world.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { RedisServer } from "../../sim/redisServer.ts";
import { connectClient } from "./connectClient.ts";
import { loadClient } from "./nodeRedisClient.ts";
import type { ClientName, RedisClient } from "./redisClient.ts";

const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;

/** Runs a program with a client of that name on a node of its own, for a minute of virtual time. */
async function inWorld(
  name: ClientName,
  program: (client: RedisClient, world: World) => Promise<unknown>,
) {
  const lua = await LuaEngine.load();
  const world = new World({ seed: "1", startMs });
  await loadClient(name);
  const server = new RedisServer(world, { ...at, lua });
  const executed: string[] = [];
  server.onExecuted = ({ argv: [command = ""] }) => void executed.push(command.toUpperCase());
  let result: unknown = "nothing";
  world.process("w1").start(async () => {
    const client = await connectClient({ nodes: [at], client: name });
    result = await program(client, world).catch((error: Error) => `threw ${error.message}`);
  });
  await world.runUntil((startMs + 60_000) * 1000);
  expect([world.failures, server.node.unsupported]).toEqual([[], []]);
  return { result, executed };
}

// The first test, because nothing unloads a library.
it("names what is missing when node-redis was not loaded", async () => {
  await expect(connectClient({ nodes: [at], client: "node-redis" })).rejects.toThrow(
    'clients: node-redis is not loaded; await loadClient("node-redis") first',
  );
});

describe.each(["ioredis", "node-redis"] as const)("%s", (name) => {
  it("answers commands as RESP2 has it", async () => {
    const { result } = await inWorld(name, async (client) => [
      await client.call("h", ["HSET", "h", "f", "ä", "g", "2"]),
      await client.call("h", ["HGETALL", "h"]),
      await client.call("z", ["ZADD", "z", "1.5", "m"]),
      await client.call("z", ["ZRANGE", "z", "0", "-1", "WITHSCORES"]),
      await client.call("missing", ["GET", "missing"]),
      await client.call("h", ["GET", "h"]).catch((error: Error) => error.message),
    ]);
    expect(result).toEqual([
      2,
      ["f", "ä", "g", "2"],
      1,
      ["m", "1.5"],
      null,
      "WRONGTYPE Operation against a key holding the wrong kind of value",
    ]);
  });

  it("runs a script by its hash once the node knows it, and by its text when the node forgot it", async () => {
    const { result, executed } = await inWorld(name, async (client) => {
      const run = client.define("add", {
        lua: "return { redis.call('INCRBY', KEYS[1], ARGV[1]), KEYS[2] }",
        numberOfKeys: 2,
      });
      const before = [await run("n", "other", "2"), await run("n", "other", "3")];
      await client.call("n", ["SCRIPT", "FLUSH"]);
      return [...before, await run("n", "other", "4")];
    });
    expect(result).toEqual([[2, "other"], [5, "other"], [9, "other"]]); // prettier-ignore
    expect(executed.filter((command) => command.startsWith("EVAL")).at(-1)).toBe("EVAL");
  });

  it("sends a pipeline at once and in order, with an error in its place", async () => {
    const { result } = await inWorld(name, (client) =>
      client.pipeline("a", [
        ["SET", "a", "1"],
        ["LPUSH", "a", "x"],
        ["GET", "a"],
        ["WAIT", "0", "100"],
      ]),
    );
    expect(result).toEqual(["OK", expect.any(Error), "1", 0]);
  });

  it("never takes the answers of a pipeline from two connections", async () => {
    const { result, executed } = await inWorld(name, (client, world) => {
      world.network.rules.push(({ name: command }) =>
        command.toUpperCase() === "WAIT" ? { type: "cutRequest" } : { type: "pass" },
      );
      return client.pipeline("a", [
        ["SET", "a", "1"],
        ["WAIT", "0", "100"],
      ]);
    });
    expect(result).toMatch(/^threw (Command aborted due to connection close|read ECONNRESET)/);
    expect(executed.filter((command) => command === "SET" || command === "WAIT")).toEqual(["SET"]);
  });

  it("asks before the node is up", async () => {
    const lua = await LuaEngine.load();
    const world = new World({ seed: "1", startMs });
    await loadClient(name);
    const closed = { node: at.host, accept: () => expect.unreachable() };
    world.network.listen(at.host, 1, closed);
    const seen: unknown[] = [];
    world.process("w1").start(async () => {
      const client = await connectClient({ nodes: [at], client: name });
      seen.push(await client.call("a", ["SET", "a", "1"]));
      client.disconnect();
    });
    await world.runUntil((startMs + 300) * 1000);
    const server = new RedisServer(world, { ...at, lua });
    await world.runUntil((startMs + 60_000) * 1000);
    expect(seen).toEqual(["OK"]);
    expect(server.admin(["CLIENT", "LIST"])).toBe("");
    expect(world.failures).toEqual([]);
  });
});
