/**
 * The index is a function of the hash, and this is the function.
 *
 * Every operation changes the hash first and then places the schedule; a repair is nothing but placing it again. When
 * the index's key holds another type it is dropped rather than fought over: audits bring its members back one by one.
 */
export const place = `
local function isError(reply) return type(reply) == 'table' and reply.err ~= nil end

local function put(key, score, member)
  if isError(redis.pcall('ZADD', key, digits(score), member)) then
    redis.call('DEL', key)
    redis.call('ZADD', key, digits(score), member)
  end
end

local function take(key, member)
  if isError(redis.pcall('ZREM', key, member)) then redis.call('DEL', key) end
end

-- pcall: a foreign value at a schedule's key is no schedule, and must not stop the claims of all others.
local function whereabouts(id)
  local hash = redis.pcall('HMGET', keyOf(id), 'status', 'next_run_at', 'leased_until')
  return hash[1], whole(hash[2]), whole(hash[3])
end

-- When a schedule can be claimed: its score in the index, nil when it has no place there. A lease that has ended still
-- counts: the occurrence queues from then on, until somebody claims it.
local function claimableAt(status, next, leasedUntil)
  if status ~= 'active' or not next then return nil end
  return leasedUntil or next
end

local function placeAt(id, status, next, leasedUntil)
  local score = claimableAt(status, next, leasedUntil)
  if score then put(due, score, id) else take(due, id) end
  if not status then redis.call('ZREM', names, id) end
end

local function place(id) placeAt(id, whereabouts(id)) end
`;
