import type { RedisClient, RunClientScript } from "./redisClient.ts";

/** What a node answers that only the client's own way with scripts can do something about: it brings the text, or finds the node. */
const refusals = /^(NOSCRIPT|MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN) /;

/** A script that a client has learnt. */
export type LearntScript = {
  /** SHA1 of its text. */
  readonly hash: string;
  readonly numberOfKeys: number;
  readonly run: RunClientScript;
};

export type Replication = {
  readonly replicas: number;
  /** How long a change may take to reach them, each time that it is asked. */
  readonly waitMs: number;
  /** How often that is asked before the outcome is called unknown. */
  readonly attemptsMax: number;
};

/**
 * Runs a script, and is done only when enough replicas have what it changed (`WAIT`). Fewer are an outcome that nobody
 * knows: the call rejects with NOREPLICAS, and the change may stay or go.
 *
 * WAIT speaks for what its own connection has sent, so the two travel in one pipeline, over one connection to one node;
 * on any other it would count replicas that never heard of the change. When the node turns the script away, the client
 * runs it in its own way, which follows redirects, and then it is asked for once more together with WAIT. So the script
 * has to be one that can be sent twice: the name of the request makes it the same change, answered from memory, and WAIT
 * covers whatever came before it on that node.
 *
 * @param key routes the request
 * @param given the script's keys and arguments
 * @param isNothing of a reply: nothing was changed, and no replica is waited for
 */
export async function runReplicated(
  redis: RedisClient,
  key: string,
  { hash, numberOfKeys, run }: LearntScript,
  given: readonly string[],
  { replicas, waitMs, attemptsMax }: Replication,
  isNothing: (reply: unknown) => boolean = () => false,
): Promise<unknown> {
  const asked = [
    ["EVALSHA", hash, String(numberOfKeys), ...given],
    ["WAIT", String(replicas), String(waitMs)],
  ];
  let copies: unknown = 0;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const [reply, count] = await redis.pipeline(key, asked);
    if (!(reply instanceof Error)) {
      if (Number(count) >= replicas || isNothing(reply)) return reply;
      copies = count;
    } else if (refusals.test(reply.message)) await run(...given);
    else throw reply;
  }
  throw new Error(
    `NOREPLICAS ${String(copies)} of ${replicas} replicas have the change; whether it stays is not known`,
  );
}
