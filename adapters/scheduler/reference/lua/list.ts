/** All hashes as they stand at one instant. Costs what it shows. */
export const list = `
local hashes = {}
for _, id in ipairs(redis.call('ZRANGE', names, 0, -1)) do
  local hash = redis.pcall('HGETALL', keyOf(id))
  if hash[1] then table.insert(hashes, hash) end
end
return hashes
`;
