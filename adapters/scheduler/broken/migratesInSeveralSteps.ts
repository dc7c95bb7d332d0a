import { judgeLegacy, moveLegacy } from "../reference/lua/migrate.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Migrates each schedule with a script of its own.
 *
 * Whatever ends the migration in between, a crash or a conflict at the last schedule, leaves one half in either layout.
 */
export const migratesInSeveralSteps: SchedulerSubject = schedulerOver({
  name: "broken/migratesInSeveralSteps",
  summary: "migrates one schedule at a time",
  breaks: "SC-14",
  pieces: {
    judgeLegacy: altered(judgeLegacy, "redis.call('SMEMBERS', legacyNames)", "{ ARGV[1] }"),
    moveLegacy: altered(
      altered(moveLegacy, "redis.call('SMEMBERS', legacyNames)", "{ ARGV[1] }"),
      "redis.call('DEL', legacyNames)",
      "redis.call('SREM', legacyNames, ARGV[1])",
    ),
  },
  override: ({ redis, keys, run }) => ({
    async migrate() {
      let moved = 0;
      const names = await redis.call(keys.legacyNames, ["smembers", keys.legacyNames]);
      for (const id of textsIn(names)) {
        moved += Number(await run("migrate", id));
      }
      return moved;
    },
  }),
});
