import { findDue } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Passes over members of the index that are no schedules, and leaves them there.
 *
 * W2-25: they are never due to be removed, every claim pays for them again, and enough of them hide what is due.
 */
export const keepsOrphansInTheIndex: SchedulerSubject = schedulerOver({
  name: "broken/keepsOrphansInTheIndex",
  summary: "passes over members that are no schedules, for ever",
  breaks: "SC-5",
  pieces: {
    find: `local orphans = 0\n${altered(
      altered(findDue, "'LIMIT', 0, 1", "'LIMIT', orphans, 1"),
      "  placeAt(id, status, next, leasedUntil)",
      `  if status then placeAt(id, status, next, leasedUntil) else orphans = orphans + 1 end`,
    )}`,
  },
});
