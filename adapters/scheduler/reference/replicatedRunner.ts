import { createHash, randomUUID } from "node:crypto";
import type { RedisClient } from "../../clients/redisClient.ts";
import { type LearntScript, runReplicated } from "../../clients/runReplicated.ts";
import type { SchedulerKeys } from "./keys.ts";
import { limits } from "./limits.ts";
import type { SchedulerScript } from "./pieces.ts";
import { type ScriptRunner, keysOf } from "./runScript.ts";

/**
 * Runs scripts and acknowledges a change only when enough replicas have it (`runReplicated`).
 *
 * A claim that finds nothing has changed nothing that anybody relies on; it waits for nobody.
 */
export const replicatedRunner =
  (replicas: number): ScriptRunner =>
  (redis, keys, lua, trailing = () => []) => {
    const client = randomUUID();
    let requests = 0;
    const scripts = learn(redis, keys, lua);
    const replication = {
      replicas,
      waitMs: limits.replicationMs,
      attemptsMax: limits.replicationAttemptsMax,
    };

    return async (name, ...args) => {
      const script = scripts.get(name);
      if (script === undefined) throw new Error(`replicatedRunner: no script "${name}"`);
      const request = `${client}:${++requests}`;
      const given = [...keysOf(keys, name, request), ...args, ...trailing()];
      if (name === "list") return script.run(...given);
      if (name === "claim" && (await script.run(...given)) === null) return null;
      // A claim that was granted may meanwhile be somebody else's.
      const isNothing = (reply: unknown): boolean => name === "claim" && reply === null;
      return runReplicated(redis, keys.due, script, given, replication, isNothing);
    };
  };

function learn(
  redis: RedisClient,
  keys: SchedulerKeys,
  lua: Readonly<Record<SchedulerScript, string>>,
): ReadonlyMap<string, LearntScript> {
  return new Map(
    Object.entries(lua).map(([name, text]) => {
      const numberOfKeys = keysOf(keys, name, "").length;
      const hash = createHash("sha1").update(text).digest("hex");
      const run = redis.define(`scheduler_${name}`, { lua: text, numberOfKeys });
      return [name, { hash, numberOfKeys, run }];
    }),
  );
}
