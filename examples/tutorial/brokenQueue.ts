import { notOffered, queueOver } from "./subject.ts";

/** Repeated jobs: a hash for each, and a sorted set of the times at which they are due. It has worked for years. */
export const brokenQueue = queueOver(
  "broken-queue",
  {
    summary: "takes a job in three steps",
    capabilities: new Set(["index"]),
    declares: {
      misfire: "coalesce",
      leaseMs: null,
      latenessMsMax: ({ pollMs }) => 2 * pollMs + 1_000,
    },
  },
  (redis) => ({
    ...notOffered,
    async define({ id, everyMs = 0 }) {
      const next = Date.now() + everyMs;
      await redis.hset(`job:${id}`, { every: everyMs, next });
      await redis.zadd("due", next, id);
    },
    async delete(id) {
      await redis.del(`job:${id}`);
      await redis.zrem("due", id);
    },
    async claim() {
      const now = Date.now();
      const [id] = await redis.zrangebyscore("due", "-inf", now, "LIMIT", 0, 1);
      if (id === undefined) return null;
      const [every, due] = await redis.hmget(`job:${id}`, "every", "next");
      const next = now + Number(every);
      await redis.multi().hset(`job:${id}`, { next }).hincrby(`job:${id}`, "runs", 1).zadd("due", next, id).exec(); // prettier-ignore
      return { id, dueAtMs: Number(due), token: null };
    },
    complete: async () => true,
    close: async () => redis.disconnect(),
  }),
);
