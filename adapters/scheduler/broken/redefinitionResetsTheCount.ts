import { replaceTheTiming } from "../reference/lua/define.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * A new timing starts with no runs.
 *
 * A schedule with a limit that is changed with each deployment has no limit.
 */
export const redefinitionResetsTheCount: SchedulerSubject = schedulerOver({
  name: "broken/redefinitionResetsTheCount",
  summary: "changing a schedule's timing sets its run count back to zero",
  breaks: "SC-8",
  pieces: {
    replaceTheTiming: altered(
      replaceTheTiming,
      "redis.call('HSETNX', key, 'run_count', 0)",
      "redis.call('HSET', key, 'run_count', 0)",
    ),
  },
});
