import { findDue } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";
import { searchFirst } from "./searchFirst.ts";

/**
 * Grants whatever the index says is due, without asking the hash.
 *
 * W2-4: a score that is too early, left behind by another version or a lost write, is claimed before its time.
 */
export const trustsTheScore: SchedulerSubject = schedulerOver({
  name: "broken/trustsTheScore",
  summary: "grants what the sorted set calls due, without asking the hash",
  breaks: "SC-1",
  pieces: searchFirst(
    altered(
      findDue,
      "tonumber(head[2]) == claimableAt(status, next, leasedUntil)",
      "claimableAt(status, next, leasedUntil)",
    ),
  ),
});
