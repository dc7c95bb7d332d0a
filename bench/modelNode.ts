import { Random } from "../sim/random.ts";
import { LuaEngine } from "../sim/redis/lua/engine.ts";
import { RedisNode } from "../sim/redis/node.ts";
import type { Reply } from "../sim/redis/reply.ts";

/** A model that is called directly: no client, no network, no kernel, and a clock that stands still. */
export async function modelNode(): Promise<RedisNode> {
  const nowUs = Date.UTC(2026, 0, 1) * 1000;
  return new RedisNode({
    nowUs: () => nowUs,
    random: new Random("bench"),
    lua: await LuaEngine.load(),
  });
}

/** Runs a command that must not fail: a bench that measures errors measures nothing. */
export function mustRun(node: RedisNode, argv: readonly string[]): Reply {
  const reply = node.execute(argv);
  if (typeof reply === "object" && reply !== null && "error" in reply)
    throw new Error(`bench: ${argv.slice(0, 3).join(" ")}: ${reply.error}`);
  return reply;
}
