import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Reads every schedule to find the one that is due, and has no use for the index.
 *
 * W2-13: with a thousand schedules each claim reads a thousand hashes, and the crons of midnight run hours later.
 */
export const scansAllSchedulesPerClaim: SchedulerSubject = schedulerOver({
  name: "broken/scansAllSchedulesPerClaim",
  summary: "reads the hashes of all schedules for every claim",
  breaks: "SC-6",
  pieces: {
    find: `
local longest, since = nil, now
for _, id in ipairs(redis.call('ZRANGE', names, 0, -1)) do
  redis.call('HGETALL', keyOf(id))
  place(id)
  local at = claimableAt(whereabouts(id))
  if at and at <= since then longest, since = id, at end
end
if longest then return grant(longest) end
return nil
`,
  },
});
