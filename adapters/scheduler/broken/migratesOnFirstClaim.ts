import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
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
          const { legacyNames, schedule, names, due } = keys;
          const call = (...[name, key, ...rest]: [string, string, ...string[]]) =>
            redis.call(key, [name, key, ...rest]);
          for (const id of textsIn(await call("smembers", legacyNames))) {
            const legacy = keys.legacySchedule + id;
            const hash = textsIn(await call("HGETALL", legacy));
            await call("hset", schedule + id, "id", id, ...hash);
            await call("zadd", names, "0", id);
            await call("zadd", due, hash[hash.indexOf("next_run_at") + 1] ?? "", id);
            await call("del", legacy);
            await call("srem", legacyNames, id);
          }
        }
        return reference.claim();
      },
    };
  },
});
