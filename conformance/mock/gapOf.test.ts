import { expect, it } from "vitest";
import { gapOf } from "./gapOf.ts";

const inVm = (error: string): string =>
  `Error trying to loading or executing lua code string in VM: ${error}`;
const gap = (message: string, script: string | null = null): string | null =>
  gapOf({ message, script, has: (command) => command === "get" });

it("names the command that ioredis-mock lacks, called by itself or by a script", () => {
  expect(gap('Unsupported command: "xautoclaim", please check the full list')).toBe(
    "ioredis-mock has no command XAUTOCLAIM",
  );
  expect(gap(inVm("null"), "redis.call('GET', 'k'); redis.pcall('XTRIM', 'k')")).toBe(
    "ioredis-mock has no command XTRIM in scripts",
  );
});

it("names what went wrong in its Lua, and not where", () => {
  const nil = `[string "local x"]:12: attempt to index a nil value (global 'cjson')`;
  expect(gap(inVm(nil), "local x")).toBe(
    "a script failed in ioredis-mock's Lua: attempt to index a nil value (global 'cjson')",
  );
});

it("takes an error for an answer that Redis would give, too", () => {
  expect(gap("WRONGTYPE Operation against a key holding the wrong kind of value")).toBeNull();
  expect(gap(inVm("null"), "return redis.call('GET', 'list')")).toBeNull();
  expect(gap(inVm(`[string "x"]:1: no such schedule`), "error('no such schedule')")).toBeNull();
});
