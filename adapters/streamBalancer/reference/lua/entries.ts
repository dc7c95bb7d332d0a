/** Adds a piece of work. KEYS: input, memory. ARGV: how long to remember, then the fields. Answers the entry's id. */
export const add = `
local answered = redis.call('GET', KEYS[2])
if answered then return answered end
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('SET', KEYS[2], id, 'PX', ARGV[1])
return id
`;

/** The fields of entries. KEYS: input. ARGV: the ids. Answers for each its fields, or nothing: it was trimmed. */
export const read = `
local answers = {}
for i, id in ipairs(ARGV) do
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  answers[i] = entry and entry[2] or false
end
return answers
`;
