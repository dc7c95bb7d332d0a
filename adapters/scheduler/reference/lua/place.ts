/**
 * The index is a function of the hash, and this is the function.
 *
 * Every operation changes the hash first and then places the schedule; a repair is nothing but placing it again. When
 * the index's key holds another type it is dropped rather than fought over: audits bring its members back one by one.
 * Any other refusal, such as that of a server which is out of memory, says nothing about the index: it is passed on.
 */
export const place = `
local function isError(reply) return type(reply) == 'table' and reply.err ~= nil end
local function isForeign(reply) return isError(reply) and string.find(reply.err, 'WRONGTYPE', 1, true) ~= nil end

local function put(key, score, member)
  local reply = redis.pcall('ZADD', key, digits(score), member)
  if not isError(reply) then return end
  if isForeign(reply) then redis.call('DEL', key) end
  redis.call('ZADD', key, digits(score), member)
end

local function take(key, member)
  if isForeign(redis.pcall('ZREM', key, member)) then redis.call('DEL', key) end
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
