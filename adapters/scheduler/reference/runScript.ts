import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { SchedulerKeys } from "./keys.ts";
import type { SchedulerScript } from "./pieces.ts";

/** Runs one of the scheduler's scripts as a request of its own. */
export type RunScript = (script: SchedulerScript, ...args: readonly string[]) => Promise<unknown>;

type Command = (...args: readonly string[]) => Promise<unknown>;

/**
 * Teaches the client the scripts. ioredis sends the text once for each connection and its hash from then on, and the
 * text again when the server has forgotten it.
 *
 * Each call is a request with a name of its own: the client's, and a number. A resend carries the same keys, and so the
 * same name.
 */
export function scriptRunner(
  redis: Redis,
  keys: SchedulerKeys,
  scripts: Readonly<Record<SchedulerScript, string>>,
  trailing: () => readonly string[] = () => [],
): RunScript {
  const client = randomUUID();
  let requests = 0;
  const commands = new Map<string, Command>();
  for (const [script, lua] of Object.entries(scripts)) {
    const name = `scheduler_${script}`;
    redis.defineCommand(name, { lua, numberOfKeys: keysOf(keys, script, "").length });
    const defined: unknown = Reflect.get(redis, name);
    if (!isCommand(defined)) throw new Error(`scriptRunner: ioredis did not define ${name}`);
    commands.set(script, defined.bind(redis));
  }

  return (script, ...args) => {
    const request = `${client}:${++requests}`;
    const command = commands.get(script);
    if (command === undefined) throw new Error(`scriptRunner: no script "${script}"`);
    return command(...keysOf(keys, script, request), ...args, ...trailing());
  };
}

/** defineCommand adds a method that no type knows of. */
const isCommand = (value: unknown): value is Command => typeof value === "function";

/** The keys that a script gets, in the order in which its prologue names them. */
export function keysOf(keys: SchedulerKeys, script: string, request: string): readonly string[] {
  const common = [keys.due, keys.names, keys.fence, keys.request + request, keys.schedule];
  return script === "delete" || script === "migrate"
    ? [...common, keys.legacyNames, keys.legacySchedule, keys.layout]
    : common;
}
