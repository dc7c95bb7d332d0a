import { auditByHash } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "./altered.ts";

/**
 * Audits only look whether a schedule is in the index, not where.
 *
 * W2-5: a score that is too late hides its schedule until then, and no claim ever looks at the hash.
 */
export const neverRepairsALateMember: SchedulerSubject = schedulerOver({
  name: "broken/neverRepairsALateMember",
  summary: "adds what is missing in the index, but leaves late scores alone",
  breaks: "SC-13",
  pieces: {
    audit: altered(
      auditByHash,
      "    placeAt(id, now, status, next, leasedUntil)",
      "    if not redis.pcall('ZSCORE', due, id) then placeAt(id, now, status, next, leasedUntil) end",
    ),
  },
});
