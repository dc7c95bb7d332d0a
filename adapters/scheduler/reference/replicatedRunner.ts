import { createHash, randomUUID } from "node:crypto";
import type { RedisClient, RunClientScript } from "../../clients/redisClient.ts";
import type { SchedulerKeys } from "./keys.ts";
import { limits } from "./limits.ts";
import type { SchedulerScript } from "./pieces.ts";
import { type ScriptRunner, keysOf } from "./runScript.ts";

/** What a node answers that only the client's own way with scripts can do something about: it brings the text, or finds the node. */
const refusals = /^(NOSCRIPT|MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN) /;

type Script = {
  readonly hash: string;
  readonly numberOfKeys: number;
  readonly run: RunClientScript;
};

/**
 * Runs scripts and acknowledges a change only when enough replicas have it (`WAIT`). Fewer are an outcome that nobody
 * knows: the call rejects with NOREPLICAS, and the change may stay or go.
 *
 * WAIT speaks for what its own connection has sent, so the two travel in one pipeline, over one connection to one node;
 * on any other it would count replicas that never heard of the change. When the node turns the script away, the client
 * runs it in its own way, which follows redirects, and then it is asked for once more together with WAIT: the name of
 * the request makes it the same change, answered from memory, and WAIT covers whatever came before it on that node.
 *
 * A claim that finds nothing has changed nothing that anybody relies on; it waits for nobody.
 */
export const replicatedRunner =
  (replicas: number): ScriptRunner =>
  (redis, keys, lua, trailing = () => []) => {
    const client = randomUUID();
    let requests = 0;
    const scripts = learn(redis, keys, lua);

    return async (name, ...args) => {
      const script = scripts.get(name);
      if (script === undefined) throw new Error(`replicatedRunner: no script "${name}"`);
      const request = `${client}:${++requests}`;
      const given = [...keysOf(keys, name, request), ...args, ...trailing()];
      if (name === "list") return script.run(...given);
      if (name === "claim" && (await script.run(...given)) === null) return null;

      const asked = [
        ["EVALSHA", script.hash, String(script.numberOfKeys), ...given],
        ["WAIT", String(replicas), String(limits.replicationMs)],
      ];
      let copies: unknown = 0;
      for (let attempt = 1; attempt <= limits.replicationAttemptsMax; attempt++) {
        const [reply, count] = await redis.pipeline(keys.due, asked);
        if (!(reply instanceof Error)) {
          if (Number(count) >= replicas || isNothing(name, reply)) return reply;
          copies = count;
        } else if (refusals.test(reply.message)) await script.run(...given);
        else throw reply;
      }
      throw new Error(
        `NOREPLICAS ${String(copies)} of ${replicas} replicas have the change; whether it stays is not known`,
      );
    };
  };

/** A claim that was granted, and meanwhile is somebody else's. */
const isNothing = (name: SchedulerScript, reply: unknown): boolean =>
  name === "claim" && reply === null;

function learn(
  redis: RedisClient,
  keys: SchedulerKeys,
  lua: Readonly<Record<SchedulerScript, string>>,
): ReadonlyMap<string, Script> {
  return new Map(
    Object.entries(lua).map(([name, text]) => {
      const numberOfKeys = keysOf(keys, name, "").length;
      const hash = createHash("sha1").update(text).digest("hex");
      const run = redis.define(`scheduler_${name}`, { lua: text, numberOfKeys });
      return [name, { hash, numberOfKeys, run }];
    }),
  );
}
