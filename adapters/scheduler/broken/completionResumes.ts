import { advance } from "../reference/lua/complete.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Completing a claim makes the schedule active.
 *
 * A pause between a claim and its completion is undone by the worker that had claimed.
 */
export const completionResumes: SchedulerSubject = schedulerOver({
  name: "broken/completionResumes",
  summary: "completing a claim undoes a pause that came after it",
  breaks: "SC-10",
  pieces: {
    advance: altered(advance, "place(id", "redis.call('HSET', key, 'status', 'active')\nplace(id"),
  },
});
