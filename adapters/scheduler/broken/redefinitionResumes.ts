import { keepWhatIsTheSame } from "../reference/lua/define.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

const resume = "redis.call('HSET', key, 'status', 'active')";

/**
 * A definition makes the schedule active, whatever it was.
 *
 * A schedule that somebody paused, for a reason, runs again after the next deployment.
 */
export const redefinitionResumes: SchedulerSubject = schedulerOver({
  name: "broken/redefinitionResumes",
  summary: "defining a paused schedule again resumes it",
  breaks: "SC-10",
  pieces: {
    keepWhatIsTheSame: altered(keepWhatIsTheSame, "  place(id", `  ${resume}\n  place(id`),
    definedStatus: resume,
  },
});
