/**
 * ARGV: schedule, its six timing fields, and for a cron schedule its first instant.
 *
 * Redis cannot read cron expressions, so the client computed the first instant from a time that Redis had told it. If
 * that instant has passed on the way here it is not the first one after the definition, and the client must try again.
 */
export const defineArguments = `
local id, firstByCron = ARGV[1], ARGV[8]
local key = keyOf(id)
local timing = { 'every_ms', 'cron_expression', 'timezone', 'from_date', 'to_date', 'run_limit' }
`;

/** The same definition again must not restart the timetable: a service that is deployed often would never run it. */
export const keepWhatIsTheSame = `
local known = redis.call('HMGET', key, unpack(timing))
local same = redis.call('EXISTS', key) == 1
for i = 1, #timing do same = same and known[i] == ARGV[1 + i] end
if same then
  place(id)
  return answer(1)
end
`;

/** Whoever holds a claim on the old definition loses it. The count of runs stays. */
export const replaceTheTiming = `
local now = clock()
local every, from = whole(ARGV[2]), whole(ARGV[5])
local first = every and math.max(now + every, from or 0) or whole(firstByCron)
if first and first <= now then return 'again' end

for i = 1, #timing do redis.call('HSET', key, timing[i], ARGV[1 + i]) end
redis.call('HSETNX', key, 'run_count', 0)
local runs = whole(redis.call('HGET', key, 'run_count'))
redis.call('HSET', key, 'id', id, 'next_run_at', nextOrNone(first, runs, whole(ARGV[7]), whole(ARGV[6])))
redis.call('HDEL', key, 'token', 'claim_request', 'claimed_at', 'leased_until', 'counted')
`;

export const keepAPause = `
redis.call('HSETNX', key, 'status', 'active')
`;

/** Checked at once by the next audit: a name that was never checked is the least recently checked one. */
export const register = `
redis.call('ZADD', names, 0, id)
place(id)
return answer(1)
`;
