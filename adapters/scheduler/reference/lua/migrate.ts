/** KEYS beyond the common ones: names and prefix of the unindexed layout, and the marker of this one. */
export const migrateArguments = `
local legacyNames, marker = KEYS[6], KEYS[8]
local function legacyKeyOf(id) return KEYS[7] .. id end
`;

/**
 * Everything is read and judged before anything is written: Redis does not undo what a script has written before it
 * failed. Names without a hash are leftovers of old deletions and no reason to refuse.
 */
export const judgeLegacy = `
local version = redis.call('GET', marker)
if version and version ~= '2' then
  return redis.error_reply('LAYOUT ' .. marker .. ' is version ' .. version .. '; this code knows version 2')
end

local moving = {}
for _, id in ipairs(redis.call('SMEMBERS', legacyNames)) do
  local hash = redis.pcall('HMGET', legacyKeyOf(id), 'every_ms', 'cron_expression')
  if isError(hash) then
    return redis.error_reply('CONFLICT ' .. legacyKeyOf(id) .. ' is not a hash; nothing was migrated')
  end
  local kind = redis.call('TYPE', keyOf(id)).ok
  if kind ~= 'none' and kind ~= 'hash' then
    return redis.error_reply('CONFLICT ' .. keyOf(id) .. ' is a ' .. kind .. '; nothing was migrated')
  end
  if redis.call('EXISTS', legacyKeyOf(id)) == 1 then
    if not whole(hash[1]) and (hash[2] or '') == '' then
      return redis.error_reply('CONFLICT ' .. legacyKeyOf(id) .. ' has no timing; nothing was migrated')
    end
    if kind == 'none' then table.insert(moving, id) end
  end
end
`;

/** A schedule that was defined since keeps its new definition; the legacy one is dropped. */
export const moveLegacy = `
local fields = { 'every_ms', 'cron_expression', 'timezone', 'from_date', 'to_date', 'run_limit' }
for _, id in ipairs(moving) do
  local old, key = legacyKeyOf(id), keyOf(id)
  local hash = redis.call('HMGET', old, 'run_count', 'next_run_at', 'status', unpack(fields))
  for i = 1, #fields do redis.call('HSET', key, fields[i], hash[3 + i] or '') end
  -- A time zone means nothing without a cron expression; kept, it would make the same definition look changed.
  local zoned = (hash[5] or '') ~= '' and ((hash[6] or '') ~= '' and hash[6] or 'UTC') or ''
  redis.call('HSET', key, 'timezone', zoned)
  local runs, from, last, limit = whole(hash[1]) or 0, whole(hash[7]) or 0, whole(hash[8]), whole(hash[9])
  local next = whole(hash[2])
  redis.call('HSET', key, 'id', id, 'run_count', runs, 'status', hash[3] == 'paused' and 'paused' or 'active',
    'next_run_at', nextOrNone(next and math.max(next, from), runs, limit, last))
  redis.call('ZADD', names, 0, id)
  place(id)
end

for _, id in ipairs(redis.call('SMEMBERS', legacyNames)) do redis.call('DEL', legacyKeyOf(id)) end
redis.call('DEL', legacyNames)
redis.call('SET', marker, 2)
return answer(#moving)
`;
