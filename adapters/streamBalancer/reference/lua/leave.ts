import { reasons } from "./recover.ts";

/**
 * Gives entries back that are pending with a consumer. KEYS: as in the prologue, then for each entry its lease, or
 * what the keys of leases begin with for one that has no name. ARGV: as in the prologue, then the consumer and its life; for each entry its id and its
 * name. Nothing is acknowledged without a successor. Answers how many have one, and how many are dead letters.
 */
export const releaseEach = `
local consumer, instance = ARGV[4], ARGV[5]
local released = { requeued = 0, buried = 0 }
for i = 1, (#ARGV - 5) / 2 do
  local lease, id, name = KEYS[4 + i], ARGV[4 + 2 * i], ARGV[5 + 2 * i]
  local ok, outcome = pcall(releaseOne, lease, id, name, consumer, instance)
  if ok and outcome then released[outcome] = released[outcome] + 1 end
end
return remember(released.requeued .. ' ' .. released.buried)
`;

/** Defines `releaseOne(lease, id, name, consumer, instance)`. */
export const releaseOne = `
local function releaseOne(lease, id, name, consumer, instance)
  if name == '' then
    name = redis.call('HGET', owners, '#' .. id) or ''
    lease = lease .. name
  end
  local outcome
  if #redis.call('XPENDING', input, group, id, id, 1, consumer) > 0 then
    local fields = fieldsOf(id)
    if fields then addAgain(id, fields, 0) else bury(id, {}, 0, '${reasons.trimmed}') end
    outcome = fields and 'requeued' or 'buried'
  end
  -- The group may have been lost, and with it what was pending. The lease was not.
  local own = ' ' .. instance .. ' ' .. id
  if string.sub(redis.call('GET', lease) or '', -#own) == own then redis.call('DEL', lease) end
  forget(name, id)
  return outcome
end
`;

/** Takes a consumer out of the group, unless something is pending with it: that would be forgotten. KEYS: input. ARGV: group, consumer. */
export const leave = `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/**
 * Takes consumers out of the group that have had nothing to do with it for long: they have died, and what they had is
 * recovered. One that lives comes back with its next read. KEYS: input. ARGV: group, the consumer that asks, milliseconds.
 */
export const dropConsumers = `
local dropped = 0
for _, entry in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for i = 1, #entry, 2 do consumer[entry[i]] = entry[i + 1] end
  if consumer.name ~= ARGV[2] and consumer.pending == 0 and consumer.idle >= tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    dropped = dropped + 1
  end
end
return dropped
`;
