import { Random } from "../../../sim/random.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../../sim/redis/node.ts";
import type { Reply } from "../../../sim/redis/reply.ts";
import type { Claim } from "../../../spec/scheduler/contract.ts";
import { claimOf } from "./claimOf.ts";
import { schedulerKeys } from "./keys.ts";
import {
  type SchedulerPieces,
  type SchedulerScript,
  referencePieces,
  scriptsOf,
} from "./pieces.ts";
import { keysOf } from "./runScript.ts";
import { textsIn } from "./textsIn.ts";

/** The scheduler's scripts on a node whose clock the test holds. No client, no network. */
export type ScriptBench = {
  readonly clock: { nowMs: number };
  readonly node: RedisNode;
  /** A script with a request name of its own, or with the one given, as a resend has it. */
  run(script: SchedulerScript, args: readonly string[], request?: string): Reply;
  define(
    id: string,
    timing: { everyMs?: number; cron?: string; toMs?: number; limit?: number; first?: number },
  ): Reply;
  claim(request?: string): Claim | null;
  complete(claim: Claim): boolean;
  /** Members and scores of the index. */
  index(): Readonly<Record<string, number>>;
  field(id: string, name: string): Reply;
};

export async function scriptBench(pieces: Partial<SchedulerPieces> = {}): Promise<ScriptBench> {
  const scripts = scriptsOf({ ...referencePieces, ...pieces });
  const lua = await LuaEngine.load();
  let requests = 0;
  const clock = { nowMs: 1_000_000 };
  const bench: ScriptBench = {
    clock,
    node: new RedisNode({ nowUs: () => clock.nowMs * 1000, random: new Random("scripts"), lua }),
    run(script, args, request = `request ${++requests}`) {
      const keys = keysOf(schedulerKeys, script, request);
      const reply = bench.node.execute([
        "EVAL",
        scripts[script],
        String(keys.length),
        ...keys,
        ...args,
      ]);
      if (reply !== null && typeof reply === "object" && "error" in reply)
        throw new Error(reply.error);
      return reply;
    },
    define(id, { everyMs, cron, toMs, limit, first }) {
      const timing = [everyMs, cron, "", "", toMs, limit, first];
      return bench.run("define", [id, ...timing.map((value) => String(value ?? ""))]);
    },
    claim: (request) => claimOf(bench.run("claim", [], request)),
    complete({ id, token }) {
      const [fence = "", nextByCron = ""] = (token ?? "").split("/");
      return Number(bench.run("complete", [id, fence, nextByCron])) === 1;
    },
    index() {
      const all = bench.node.execute(["ZRANGE", schedulerKeys.due, "0", "-1", "WITHSCORES"]);
      const flat = textsIn(all);
      const entries: Record<string, number> = {};
      for (let i = 0; i < flat.length; i += 2) entries[flat[i]!] = Number(flat[i + 1]);
      return entries;
    },
    field: (id, name) => bench.node.execute(["HGET", schedulerKeys.schedule + id, name]),
  };
  return bench;
}
