import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { RedisNode } from "../node.ts";
import type { RedisVersion } from "../versions/versionProfile.ts";
import { LuaEngine } from "./engine.ts";

async function evaluate(version: RedisVersion, script: string) {
  const lua = await LuaEngine.load();
  const node = new RedisNode({ nowUs: () => 0, random: new Random("dialect"), lua, version });
  return node.execute(["EVAL", script, "0"]);
}

it("tells scripts the version that the server claims to be", async () => {
  const script = "return {redis.REDIS_VERSION, redis.REDIS_VERSION_NUM}";
  expect(await evaluate("7.0", script)).toEqual(["7.0.15", 458767]);
  expect(await evaluate("8.0", script)).toEqual(["8.0.2", 524290]);
  expect(await evaluate("valkey-8.1", script)).toEqual(["7.2.4", 459268]);
});

it("lets Valkey's scripts call the server by its own name, too", async () => {
  expect(await evaluate("valkey-8.1", "return server.call('ping')")).toEqual({ status: "PONG" });
  expect(await evaluate("valkey-8.1", "return {server == redis, server.SERVER_NAME}")).toEqual([
    1,
    "valkey",
  ]);
  expect(await evaluate("8.0", "return server.call('ping')")).toHaveProperty(
    "error",
    expect.stringContaining("nonexistent global variable 'server'"),
  );
});

it("refuses in the words of the server", async () => {
  const unknown = "return redis.pcall('nope')";
  expect(await evaluate("8.0", unknown)).toEqual({
    error: "ERR Unknown Redis command called from script",
  });
  expect(await evaluate("valkey-8.1", unknown)).toEqual({
    error: "ERR Unknown command called from script",
  });
});

it("writes a script's numbers as the server does", async () => {
  const script = "redis.call('set', 'n', 0.1) return redis.call('get', 'n')";
  expect(await evaluate("7.0", script)).toBe("0.10000000000000001");
  expect(await evaluate("8.0", script)).toBe("0.1");
  expect(await evaluate("valkey-8.1", script)).toBe("0.1");
});
