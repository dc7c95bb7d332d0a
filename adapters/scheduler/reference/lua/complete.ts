/** ARGV: schedule, the claim's token, and for a cron schedule its next instant. */
export const completeArguments = `
local id, token, nextByCron = ARGV[1], ARGV[2], ARGV[3]
local key = keyOf(id)
`;

/**
 * Only the latest claim may end the occurrence. A redefinition, an update and a deletion take the token away, so there
 * is no need to compare what they changed.
 */
export const fencedByToken = `
if redis.call('HGET', key, 'token') ~= token then return answer(0) end
`;

/**
 * What comes after this occurrence, seen from the instant of its claim: whatever was missed until then is covered by
 * this one run. An interval stays on its grid, however late the claim was.
 */
export const firstAfterTheClaim = `
local function following(due, every, claimedAt)
  if not every then return whole(nextByCron) end
  return due + every * (math.floor(math.max((claimedAt or due) - due, 0) / every) + 1)
end
`;

export const advance = `
local hash = redis.call('HMGET', key, 'next_run_at', 'every_ms', 'claimed_at', 'run_count', 'run_limit', 'to_date')
local next = following(whole(hash[1]), whole(hash[2]), whole(hash[3]))
redis.call('HSET', key, 'next_run_at', nextOrNone(next, whole(hash[4]), whole(hash[5]), whole(hash[6])))
redis.call('HDEL', key, 'token', 'claim_request', 'claimed_at', 'leased_until', 'counted')
place(id)
return answer(1)
`;
