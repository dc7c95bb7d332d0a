import { randomUUID } from "node:crypto";
import type { RedisClient, RunClientScript } from "../../clients/redisClient.ts";
import type { SchedulerKeys } from "./keys.ts";
import type { SchedulerScript } from "./pieces.ts";

/** Runs one of the scheduler's scripts as a request of its own. */
export type RunScript = (script: SchedulerScript, ...args: readonly string[]) => Promise<unknown>;

/** Makes the way in which a scheduler runs its scripts. @param trailing arguments that every script gets after its own */
export type ScriptRunner = (
  redis: RedisClient,
  keys: SchedulerKeys,
  scripts: Readonly<Record<SchedulerScript, string>>,
  trailing?: () => readonly string[],
) => RunScript;

/**
 * Teaches the client the scripts.
 *
 * Each call is a request with a name of its own: the client's, and a number. A resend carries the same keys, and so the
 * same name.
 */
export const scriptRunner: ScriptRunner = (redis, keys, scripts, trailing = () => []) => {
  const client = randomUUID();
  let requests = 0;
  const commands = new Map<string, RunClientScript>();
  for (const [script, lua] of Object.entries(scripts)) {
    const numberOfKeys = keysOf(keys, script, "").length;
    commands.set(script, redis.define(`scheduler_${script}`, { lua, numberOfKeys }));
  }

  return (script, ...args) => {
    const request = `${client}:${++requests}`;
    const command = commands.get(script);
    if (command === undefined) throw new Error(`scriptRunner: no script "${script}"`);
    return command(...keysOf(keys, script, request), ...args, ...trailing());
  };
};

/** The keys that a script gets, in the order in which its prologue names them. */
export function keysOf(keys: SchedulerKeys, script: string, request: string): readonly string[] {
  const common = [keys.due, keys.names, keys.fence, keys.request + request, keys.schedule];
  return script === "delete" || script === "migrate"
    ? [...common, keys.legacyNames, keys.legacySchedule, keys.layout]
    : common;
}
