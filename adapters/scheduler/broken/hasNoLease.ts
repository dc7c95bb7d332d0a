import { grantWithLease } from "../reference/lua/claim.ts";
import { advance } from "../reference/lua/complete.ts";
import { occurrences } from "../reference/lua/occurrences.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * A claimed interval schedule moves on at once, as if its occurrence had been dispatched.
 *
 * W2-1: nothing remembers a claim whose worker dies before it has dispatched the occurrence.
 */
export const hasNoLease: SchedulerSubject = schedulerOver({
  name: "broken/hasNoLease",
  summary: "moves on when it claims; a crash before the dispatch loses the occurrence",
  breaks: "SC-3",
  pieces: {
    grant: `
${occurrences}
${grantWithLease}
local lend = grant
local function grant(id)
  local claimed, key = lend(id), keyOf(id)
  local hash = redis.call('HMGET', key, 'next_run_at', 'every_ms', 'run_count', 'run_limit', 'to_date')
  local next, every = whole(hash[1]), whole(hash[2])
  if every then
    next = next + every * (math.floor((now - next) / every) + 1)
    redis.call('HSET', key, 'next_run_at', nextOrNone(next, whole(hash[3]), whole(hash[4]), whole(hash[5])))
    redis.call('HDEL', key, 'leased_until', 'claim_request', 'counted')
    place(id)
  end
  return claimed
end
`,
    // Of an interval schedule nothing is left to be done.
    advance: `
if redis.call('HEXISTS', key, 'counted') == 0 then return answer(1) end
${advance}
`,
  },
});
