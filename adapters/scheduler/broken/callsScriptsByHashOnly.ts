import { createHash, randomUUID } from "node:crypto";
import { type RunScript, type ScriptRunner, keysOf } from "../reference/runScript.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Loads a script when it is first needed, and from then on calls it by its hash.
 *
 * The cache of scripts is no data: a SCRIPT FLUSH, a restart and a failover empty it, and nobody fills it again.
 */
export const callsScriptsByHashOnly: SchedulerSubject = schedulerOver({
  name: "broken/callsScriptsByHashOnly",
  summary: "never sends a script again that the server has forgotten",
  breaks: "SC-13",
  runner: byHash,
});

function byHash(...[redis, keys, scripts]: Parameters<ScriptRunner>): RunScript {
  const client = randomUUID();
  let requests = 0;
  const loaded = new Set<string>();

  return async (script, ...args) => {
    const lua = scripts[script];
    if (!loaded.has(script)) {
      await redis.call(keys.due, ["script", "load", lua]);
      loaded.add(script);
    }
    const hash = createHash("sha1").update(lua).digest("hex");
    const names = keysOf(keys, script, `${client}:${++requests}`);
    return redis.call(keys.due, ["evalsha", hash, String(names.length), ...names, ...args]);
  };
}
