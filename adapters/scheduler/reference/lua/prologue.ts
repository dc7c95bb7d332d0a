/**
 * What every script begins with: its keys under their names, and numbers that survive the way through Lua.
 *
 * The keys of schedules are built from a prefix, because which schedule a claim touches is only known inside it. Their
 * slot is known: it is that of the prefix, which is passed as a key and carries the hash tag.
 */
export const prologue = `
local due, names, fence, request = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local function keyOf(id) return KEYS[5] .. id end

-- Digits only: tonumber would also take "nan", "inf" and "0x10", which no schedule means.
local function whole(text)
  if text and string.find(text, '^%d+$') then return tonumber(text) end
  return nil
end

-- tostring gives "1.7e+15" for instants with more than 14 digits.
local function digits(number) return string.format('%.0f', number) end
`;
