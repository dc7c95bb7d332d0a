import { randomUUID } from "node:crypto";
import { type RunScript, type ScriptRunner, keysOf } from "../reference/runScript.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/** Long enough for a replica that is well. */
const patienceMs = 10;

/**
 * Sends WAIT after each change, and acknowledges whatever WAIT says.
 *
 * WAIT is no error when it gives up: it answers how many replicas had the change by then, which may be none.
 */
export const ignoresWaitsCount: SchedulerSubject = schedulerOver({
  name: "broken/ignoresWaitsCount",
  summary: "waits for replicas, and acknowledges a change that none of them has",
  breaks: "SC-20",
  acknowledges: { means: "replicated", replicas: 1 },
  topologies: ["replicated", "cluster"],
  runner: waiting,
});

function waiting(...[redis, keys, scripts]: Parameters<ScriptRunner>): RunScript {
  const client = randomUUID();
  let requests = 0;
  const commands = new Map(
    Object.entries(scripts).map(([name, lua]) => {
      const numberOfKeys = keysOf(keys, name, "").length;
      return [name, redis.define(`scheduler_${name}`, { lua, numberOfKeys })];
    }),
  );
  const wait = ["WAIT", "1", String(patienceMs)];

  return async (script, ...args) => {
    const command = commands.get(script);
    if (command === undefined) throw new Error(`ignoresWaitsCount: no script "${script}"`);
    const reply = await command(...keysOf(keys, script, `${client}:${++requests}`), ...args);
    const hasChanged = script !== "list" && reply !== null;
    if (hasChanged) await redis.pipeline(keys.due, [wait]);
    return reply;
  };
}
