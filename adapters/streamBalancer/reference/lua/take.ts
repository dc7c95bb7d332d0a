/**
 * Takes the leases of entries that were delivered. KEYS: input, owners, fence, a lease for each entry. ARGV: group,
 * consumer, its life, milliseconds; for each entry its id and name. Answers for each its token, "busy" or "gone".
 *
 * Between delivery and now the entry may have been given to somebody else, so its place is checked in the same script.
 */
export const take = `
local input, owners, fenceKey = KEYS[1], KEYS[2], KEYS[3]
local group, consumer, instance, leaseMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local answers = {}
for i = 1, (#ARGV - 4) / 2 do
  local lease, id, name = KEYS[3 + i], ARGV[3 + 2 * i], ARGV[4 + 2 * i]
  answers[i] = takeOne(lease, id, name)
end
return answers
`;

/** Defines `isStillMine(id)`. */
export const stillPending = `
local function isStillMine(id)
  return #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1, ARGV[2]) > 0
end
`;

/**
 * Defines `nextFence()`: higher than all before it. A counter alone would begin again where a failover or an empty
 * restart left it; so it is never behind the server's own clock either. Nobody else's clock is asked.
 */
export const risingFence = `
local function nextFence()
  local time = redis.call('TIME')
  local latest = tonumber(redis.call('GET', KEYS[3]) or '0') or 0
  local fence = string.format('%.0f', math.max(latest + 1, time[1] * 1000000 + time[2]))
  redis.call('SET', KEYS[3], fence)
  return fence
end
`;

/**
 * Defines `takeOne(lease, id, name)`. A lease that this very life of the consumer holds for this very entry is granted
 * again: the reply to the first request was lost, or came too late. The field `#<id>` tells whose
 * an entry is that has been trimmed meanwhile. Of an entry that is trimmed later only \`#<id>\` tells the name.
 */
export const takeLease = `
local function takeOne(lease, id, name)
  if not isStillMine(id) then return 'gone' end
  local held = redis.call('GET', lease)
  local own = ' ' .. ARGV[3] .. ' ' .. id
  if held and string.sub(held, -#own) ~= own then return 'busy' end
  local token = nextFence() .. own
  redis.call('SET', lease, token, 'PX', ARGV[4])
  redis.call('HSET', KEYS[2], name, token, '#' .. id, name)
  return token
end
`;
