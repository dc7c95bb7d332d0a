import { Redis } from "ioredis";
import type { SchedulerAdapter, SchedulerSubject } from "claimcheck";

/** What the two queues of this tutorial have in common: what they promise, and where their data lies. */
export const queueOver = (
  name: string,
  promises: Pick<SchedulerSubject, "capabilities" | "declares" | "summary">,
  open: (redis: Redis) => SchedulerAdapter,
): SchedulerSubject => ({
  name,
  contract: "scheduler",
  topologies: ["standalone"],
  ...promises,
  layout: {
    scheduleOfKey: (key) => (key.startsWith("job:") ? key.slice("job:".length) : null),
    readState: (id) => ["HMGET", `job:${id}`, "every", "next", "runs", "leasedUntil"],
    parseState(reply) {
      const [every, next, runs, leasedUntil] = Array.isArray(reply) ? reply : [];
      if (typeof every !== "string") return null;
      return {
        status: "active",
        everyMs: Number(every),
        nextRunAtMs: Number(next),
        runCount: Number(runs ?? 0),
        leasedUntilMs: typeof leasedUntil === "string" ? Number(leasedUntil) : null,
        cron: null,
        timezone: null,
        fromMs: null,
        toMs: null,
        limit: null,
      };
    },
    indexKey: "due",
    corrupt: () => null, // nobody but the queue writes to its index
    legacy: null,
  },
  async open({ nodes: [{ host, port }] }) {
    // What was sent when a connection broke may have happened. We want to hear of it, and not to send it again.
    const redis = new Redis({ host, port, maxRetriesPerRequest: 0 });
    redis.on("error", () => undefined); // it reconnects; the calls that were under way reject
    return open(redis);
  },
});

/** What a queue of repeated jobs does not have to offer. Nothing that is not in its capabilities is asked of it. */
export const notOffered = {
  get: async () => null,
  list: async () => [],
  update: () => Promise.reject(new Error("not offered")),
  pause: () => Promise.reject(new Error("not offered")),
  resume: () => Promise.reject(new Error("not offered")),
  trigger: () => Promise.reject(new Error("not offered")),
  migrate: () => Promise.reject(new Error("not offered")),
} satisfies Partial<SchedulerAdapter>;
