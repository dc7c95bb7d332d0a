/** What every script that changes entries begins with: its keys under their names. */
export const prologue = `
local input, deadLetters, owners, memory = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, limit, rememberMs = ARGV[1], tonumber(ARGV[2]), ARGV[3]

-- tostring gives "1.7e+15" for numbers with more than 14 digits.
local function digits(number) return string.format('%.0f', number) end

-- The entry that a token is for.
local function entryIn(token) return token and string.match(token, ' ([^ ]+)$') end

local function pendingOf(id) return redis.call('XPENDING', input, group, id, id, 1)[1] end

local function fieldsOf(id)
  local entry = redis.call('XRANGE', input, id, id)[1]
  return entry and entry[2]
end

-- The value of a field, and the fields without those that are named in without.
local function split(fields, without)
  local found, others = {}, {}
  for i = 1, #fields, 2 do
    if without[fields[i]] then
      found[fields[i]] = found[fields[i]] or fields[i + 1]
    else
      others[#others + 1] = fields[i]
      others[#others + 1] = fields[i + 1]
    end
  end
  return found, others
end
`;

/**
 * A request takes effect at most once, however often it arrives: ioredis sends a command again when the connection broke
 * before its reply came, and the first copy may have been executed. So the answer is kept beside the effect.
 */
export const atMostOnce = `
local answered = redis.call('GET', memory)
if answered then return answered end

local function remember(value)
  redis.call('SET', memory, value, 'PX', rememberMs)
  return value
end
`;
