import { firstAfterTheClaim } from "../reference/lua/complete.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * The occurrence after a completed one is one interval later, however long ago that was.
 *
 * Declared is that missed occurrences run as one; after an hour of downtime a schedule of each second runs 3,600 times.
 */
export const burstsAfterDowntime: SchedulerSubject = schedulerOver({
  name: "broken/burstsAfterDowntime",
  summary: "promises to coalesce missed occurrences and runs every one of them",
  breaks: "SC-18",
  pieces: {
    following: altered(
      firstAfterTheClaim,
      "every * (math.floor(math.max((claimedAt or due) - due, 0) / every) + 1)",
      "every",
    ),
  },
});
