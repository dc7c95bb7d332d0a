/** The small changes. Each begins by making sure that there is a schedule, so that none creates half of one. */
export const existing = `
local id = ARGV[1]
local key = keyOf(id)
if redis.call('HEXISTS', key, 'status') == 0 then return answer(0) end
`;

/**
 * ARGV[2]: the instant. Before `from` nothing is due, so it waits until then; after `to` nothing ever is, so that is
 * refused. A claim of the old occurrence is void.
 */
export const update = `
local hash = redis.call('HMGET', key, 'run_count', 'run_limit', 'from_date', 'to_date')
local next, last = math.max(whole(ARGV[2]), whole(hash[3]) or 0), whole(hash[4])
if last and next > last then
  return redis.error_reply('RANGE schedule ' .. id .. ' ends at ' .. digits(last) .. '; a run at ' .. digits(next) .. ' would never come')
end
redis.call('HSET', key, 'next_run_at', nextOrNone(next, whole(hash[1]), whole(hash[2]), last))
redis.call('HDEL', key, 'token', 'claim_request', 'claimed_at', 'leased_until', 'counted')
place(id)
return answer(1)
`;

/** ARGV[2]: the status. A claim in flight stays valid: its occurrence began before the pause. */
export const setStatus = `
redis.call('HSET', key, 'status', ARGV[2])
place(id)
return answer(1)
`;

/** A run outside the timetable takes from the same limit. The last one ends the timetable, unless it is being run. */
export const trigger = `
local hash = redis.call('HMGET', key, 'run_count', 'run_limit', 'counted')
local runs, limit = whole(hash[1]), whole(hash[2])
if limit and runs >= limit then return answer(0) end

redis.call('HINCRBY', key, 'run_count', 1)
if limit and runs + 1 >= limit and not hash[3] then redis.call('HSET', key, 'next_run_at', '') end
place(id)
return answer(1)
`;

/**
 * KEYS[6] and KEYS[7] are the unindexed layout: a schedule that is deleted there too cannot come back with a migration.
 */
export const deletion = `
local id = ARGV[1]
redis.call('DEL', keyOf(id), KEYS[7] .. id)
redis.call('SREM', KEYS[6], id)
redis.call('ZREM', names, id)
take(due, id)
return answer(1)
`;
