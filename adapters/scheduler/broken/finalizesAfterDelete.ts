import { fencedByToken } from "../reference/lua/complete.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Compares the tokens of schedules that exist, and forgets those that do not.
 *
 * W2-3: a schedule is deleted while it runs; the completion writes its next run into a hash of nothing else.
 */
export const finalizesAfterDelete: SchedulerSubject = schedulerOver({
  name: "broken/finalizesAfterDelete",
  summary: "completing a claim brings a deleted schedule back as a ghost",
  breaks: "SC-9",
  pieces: {
    fence: altered(fencedByToken, "if ", "if redis.call('EXISTS', key) == 1 and "),
  },
});
