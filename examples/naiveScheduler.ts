import { Redis } from "ioredis";
import type { SchedulerAdapter, SchedulerSubject } from "claimcheck";

/**
 * The scheduler that one writes in an afternoon: a hash for each schedule, a sorted set of due times, and a claim that
 * reads one and writes the other. It promises very little, and does not keep it.
 */
export const naiveScheduler: SchedulerSubject = {
  name: "examples/naive",
  contract: "scheduler",
  summary: "a sorted set, read and then written",
  capabilities: new Set(["index"]),
  declares: {
    misfire: "coalesce",
    leaseMs: null,
    latenessMsMax: ({ pollMs }) => 2 * pollMs + 1_000,
  },
  layout: {
    scheduleOfKey: (key) => (key.startsWith("schedule:") ? key.slice("schedule:".length) : null),
    readState: (id) => ["HMGET", `schedule:${id}`, "every", "next", "runs"],
    parseState: (reply) => {
      const [every, next, runs] = Array.isArray(reply) ? reply : [];
      if (typeof every !== "string") return null;
      return {
        status: "active",
        nextRunAtMs: Number(next),
        runCount: Number(runs ?? 0),
        everyMs: Number(every),
        cron: null,
        timezone: null,
        fromMs: null,
        toMs: null,
        limit: null,
        leasedUntilMs: null,
      };
    },
    indexKey: "due",
    corrupt: () => null,
    legacy: null,
  },
  open: async ({ nodes: [{ host, port }] }) => open(new Redis({ host, port })),
};

function open(redis: Redis): SchedulerAdapter {
  redis.on("error", () => undefined);
  const unsupported = (): never => {
    throw new Error("examples/naive: not offered");
  };
  return {
    async define({ id, everyMs = 0 }) {
      const next = Date.now() + everyMs;
      await redis.hset(`schedule:${id}`, { every: everyMs, next });
      await redis.zadd("due", next, id);
    },
    async delete(id) {
      await redis.del(`schedule:${id}`);
      await redis.zrem("due", id);
    },
    async claim() {
      const [id] = await redis.zrangebyscore("due", "-inf", Date.now(), "LIMIT", 0, 1);
      if (id === undefined) return null;
      const [every, due] = await redis.hmget(`schedule:${id}`, "every", "next");
      const next = Date.now() + Number(every);
      await redis.hset(`schedule:${id}`, { next });
      await redis.hincrby(`schedule:${id}`, "runs", 1);
      await redis.zadd("due", next, id);
      return { id, dueAtMs: Number(due), token: null };
    },
    complete: async () => true,
    get: async () => null,
    list: async () => [],
    update: unsupported,
    pause: unsupported,
    resume: unsupported,
    trigger: unsupported,
    migrate: unsupported,
    close: async () => redis.disconnect(),
  };
}
