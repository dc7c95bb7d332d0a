import { auditByHash } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Audits only correct the scores of schedules that are in the index.
 *
 * W2-5: a member that is missing, because an older version wrote only the hash, is never claimed again.
 */
export const neverRepairsAMissingMember: SchedulerSubject = schedulerOver({
  name: "broken/neverRepairsAMissingMember",
  summary: "corrects scores in the index, but never adds what is missing",
  breaks: "SC-13",
  pieces: {
    audit: altered(
      auditByHash,
      "    placeAt(id, status, next, leasedUntil)",
      "    if redis.pcall('ZSCORE', due, id) then placeAt(id, status, next, leasedUntil) end",
    ),
  },
});
