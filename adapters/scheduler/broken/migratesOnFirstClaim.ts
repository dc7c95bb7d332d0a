import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * The first claim of each worker moves the legacy schedules, one by one, with what it has just read.
 *
 * W2-6: a search over all schedules hides in the hot path of every worker that starts, and between its reading and its
 * writing another worker may have claimed, paused or deleted what it writes.
 */
export const migratesOnFirstClaim: SchedulerSubject = schedulerOver({
  name: "broken/migratesOnFirstClaim",
  summary: "the first claim of each worker migrates by reading and writing",
  breaks: "SC-15",
  override({ redis, keys, reference }) {
    let migrated = false;
    return {
      async claim() {
        if (!migrated) {
          migrated = true;
          for (const id of await redis.smembers(keys.legacyNames)) {
            const hash = await redis.hgetall(keys.legacySchedule + id);
            await redis.hset(keys.schedule + id, { id, ...hash });
            await redis.zadd(keys.names, 0, id);
            await redis.zadd(keys.due, Number(hash["next_run_at"]), id);
            await redis.del(keys.legacySchedule + id);
            await redis.srem(keys.legacyNames, id);
          }
        }
        return reference.claim();
      },
    };
  },
});
