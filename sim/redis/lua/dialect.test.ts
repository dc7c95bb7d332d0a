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

it("gives scripts of the newer servers an os that holds a clock and nothing else", async () => {
  const script =
    "local names = {} for name in pairs(os) do names[#names + 1] = name end return {names, os.clock(), os.time}";
  expect(await evaluate("8.0", script)).toEqual([["clock"], 0]);
  expect(await evaluate("valkey-8.1", script)).toEqual([["clock"], 0]);
  expect(await evaluate("8.0", "os.clock = 1")).toHaveProperty(
    "error",
    expect.stringContaining("Attempt to modify a readonly table"),
  );
  expect(await evaluate("7.0", script)).toHaveProperty(
    "error",
    expect.stringContaining("nonexistent global variable 'os'"),
  );
});

it("finds Valkey's engines by their names in any case, after the options", async () => {
  expect(await evaluate("valkey-8.1", "#!LUA\nreturn 1")).toBe(1);
  expect(await evaluate("8.0", "#!LUA\nreturn 1")).toEqual({
    error: "ERR Unexpected engine in script shebang: #!LUA",
  });
  expect(await evaluate("valkey-8.1", "#!perl what=else\nreturn 1")).toEqual({
    error: "ERR Unknown lua shebang option: what=else",
  });
  expect(await evaluate("valkey-8.1", "#!perl\nreturn 1")).toEqual({
    error: "ERR Could not find scripting engine 'perl'",
  });
});
