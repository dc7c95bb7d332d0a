import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Claims what is due in the order of its names.
 *
 * W2-13: the order of a set is not the order of time; a schedule at its end waits behind all others, again and again.
 */
export const claimsInArbitraryOrder: SchedulerSubject = schedulerOver({
  name: "broken/claimsInArbitraryOrder",
  summary: "claims due schedules by name, not by how long they have been due",
  breaks: "SC-12",
  pieces: {
    find: `
local ripe = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, 5)
table.sort(ripe)
for _, id in ipairs(ripe) do
  local status, next, leasedUntil = whereabouts(id)
  local at = claimableAt(status, next, leasedUntil)
  if at and at <= now then return grant(id) end
  placeAt(id, status, next, leasedUntil)
end
return nil
`,
  },
});
