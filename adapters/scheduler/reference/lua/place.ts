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

-- When a schedule can be claimed: its score in the index, nil when it has no place there.
local function claimableAt(now, status, next, leasedUntil)
  if status ~= 'active' or not next then return nil end
  if leasedUntil and leasedUntil > now then return leasedUntil end
  return next
end

local function placeAt(id, now, status, next, leasedUntil)
  local score = claimableAt(now, status, next, leasedUntil)
  if score then put(due, score, id) else take(due, id) end
  if not status then redis.call('ZREM', names, id) end

  -- Nobody holds it any more. The token stays: until the next claim its holder may still complete it.
  if leasedUntil and leasedUntil <= now then redis.call('HDEL', keyOf(id), 'leased_until') end
end

local function place(id, now) placeAt(id, now, whereabouts(id)) end
`;
