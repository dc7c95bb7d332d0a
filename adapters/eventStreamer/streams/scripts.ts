/**
 * Each is about one key, so that it also runs while the key's slot moves, and each can be sent twice: ioredis sends again what
 * was not answered. The group of a name in the stream of a topic is the position of that name there.
 */
export const scripts = {
  /** Gives a name its position, unless it has one. ARGV: group, the id behind which it begins. */
  open: `
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2], 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
return 1
`,

  /**
   * The first entry that a name has not acknowledged, as [id, fields]; or, when there is none, the id of the last one that there
   * is. ARGV: group, consumer. The entry that was given comes first, and the next one only when it is acknowledged:
   * in one step, as two receivers of one name would else be given one each.
   */
  look: `
local function read(after)
  local reply = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', 1, 'STREAMS', KEYS[1], after)
  return reply and reply[1] and reply[1][2][1]
end
while true do
  local given = read('0')
  if not given then break end
  if given[2] then return given end
  -- It was given, and trimmed since.
  redis.call('XACK', KEYS[1], ARGV[1], given[1])
end
local new = read('>')
if new then return new end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return last and last[1] or '0-0'
`,

  /**
   * Moves a name's position behind an entry, unless it is there already. ARGV: group, id. A failover may have taken the
   * position back, or the entry: the position is only moved to an entry that is there, as newer ones may have lower ids.
   */
  acknowledge: `
local function isBefore(one, other)
  local oneMs, oneNumber = string.match(one, '(%d+)-(%d+)')
  local otherMs, otherNumber = string.match(other, '(%d+)-(%d+)')
  if oneMs ~= otherMs then return tonumber(oneMs) < tonumber(otherMs) end
  return tonumber(oneNumber) < tonumber(otherNumber)
end
local isThere = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if groups.err then return 0 end
for _, group in ipairs(groups) do
  local is = {}
  for i = 1, #group, 2 do is[group[i]] = group[i + 1] end
  if is.name == ARGV[1] then
    for _, given in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', ARGV[2], 100)) do
      redis.call('XACK', KEYS[1], ARGV[1], given[1])
    end
    if isThere and isBefore(is['last-delivered-id'], ARGV[2]) then
      redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[2])
    end
    return 1
  end
end
if isThere then redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2]) end
return 1
`,
} as const;

export type StreamsScripts = { readonly [Name in keyof typeof scripts]: string };
