import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * A definition makes the schedule active, whatever it was.
 *
 * A schedule that somebody paused, for a reason, runs again after the next deployment.
 */
export const redefinitionResumes: SchedulerSubject = schedulerOver({
  name: "broken/redefinitionResumes",
  summary: "defining a paused schedule again resumes it",
  breaks: "SC-10",
  pieces: { definedStatus: "redis.call('HSET', key, 'status', 'active')" },
});
