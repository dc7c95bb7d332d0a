import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Takes a request that arrives again for one that was answered, and its occurrence for one that is being run.
 *
 * W2-12: ioredis sends a claim again whose reply was lost. The first copy had claimed the occurrence, nobody was
 * told, and the second copy crosses it off.
 */
export const resendConsumesAnOccurrence: SchedulerSubject = schedulerOver({
  name: "broken/resendConsumesAnOccurrence",
  summary: "the resend of a claim whose reply was lost uses the occurrence up",
  breaks: "SC-3",
  pieces: {
    recallClaim: `
local recalled = redis.call('GET', request)
if recalled and redis.call('HGET', keyOf(recalled), 'claim_request') == request then
  local key = keyOf(recalled)
  local hash = redis.call('HMGET', key, 'next_run_at', 'every_ms', 'run_count', 'run_limit', 'to_date')
  local next, every, limit, last = whole(hash[1]), whole(hash[2]), whole(hash[4]), whole(hash[5])
  if every then
    next = next + every * (math.floor((now - next) / every) + 1)
    local over = (limit and whole(hash[3]) >= limit) or (last and next > last)
    redis.call('HSET', key, 'next_run_at', over and '' or digits(next))
    redis.call('HDEL', key, 'token', 'claim_request', 'claimed_at', 'leased_until', 'counted')
    place(recalled)
  end
  return nil
end
`,
  },
});
