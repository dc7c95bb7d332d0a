import { beforeAll, expect, test } from "vitest";
import { Random } from "../random.ts";
import { LuaEngine } from "./lua/engine.ts";
import { RedisNode } from "./node.ts";
import { sha1hex } from "./lua/sha1hex.ts";
import type { RedisVersion } from "./versions/versionProfile.ts";

let lua: LuaEngine;
beforeAll(async () => void (lua = await LuaEngine.load()));

function nodeOf(version: RedisVersion): RedisNode {
  return new RedisNode({ nowUs: () => 0, random: new Random("scripts"), lua, version });
}

/** The figures of INFO of that name. */
function figures(node: RedisNode, names: readonly string[]): string {
  const text = JSON.stringify([node.execute(["INFO", "memory"]), node.execute(["INFO", "stats"])]);
  return names.map((name) => new RegExp(`${name}:(\\d+)`).exec(text)?.[1]).join(" ");
}

test("of the scripts that came by EVAL 500 are kept, those that were run last", () => {
  const kept = (version: RedisVersion) => {
    const node = nodeOf(version);
    for (let i = 0; i < 500; i++) node.execute(["EVAL", `return ${i}`, "0"]);
    node.execute(["EVALSHA", sha1hex("return 0"), "0"]);
    node.execute(["SCRIPT", "LOAD", "return 1"]);
    node.execute(["SCRIPT", "LOAD", "return 'loaded'"]);
    node.execute(["EVAL", "return 500", "0"]);
    node.execute(["EVAL", "return 501", "0"]);
    const shas = ["0", "1", "2", "3", "'loaded'"].map((value) => sha1hex(`return ${value}`));
    return [node.execute(["SCRIPT", "EXISTS", ...shas]), node.scripts.evicted];
  };
  expect(kept("7.0")).toEqual([[1, 1, 1, 1, 1], 0]);
  expect(kept("8.0")).toEqual([[1, 0, 0, 1, 1], 2]);
  // SCRIPT LOAD keeps it from then on, so that there is room for one more.
  expect(kept("valkey-8.1")).toEqual([[1, 1, 0, 1, 1], 1]);
});

test("INFO counts scripts and functions, and what they take", () => {
  const library =
    "#!lua name=a\nredis.register_function{function_name='f', description='what', callback=function() end}";
  const counted = (version: RedisVersion) => {
    const node = nodeOf(version);
    node.execute(["SCRIPT", "LOAD", "return 1"]);
    node.execute(["EVAL", `return '${"a".repeat(80)}'`, "0"]);
    node.execute(["FUNCTION", "LOAD", library]);
    return figures(node, [
      "used_memory_scripts_eval",
      "number_of_cached_scripts",
      "number_of_functions",
      "number_of_libraries",
      "used_memory_functions",
    ]);
  };
  expect(counted("7.0")).toBe("320 2 1 1 480");
  expect(counted("8.0")).toBe("360 2 1 1 480");
  expect(counted("valkey-8.1")).toBe("392 2 1 1 568");
});
