/**
 * Renews leases. KEYS: the leases. ARGV: milliseconds, the token of each. Answers 1 for each that was still held, 0 for
 * each that is lost: what has ended is never brought back, because somebody else may have begun.
 */
export const renew = `
local held = redis.call('MGET', unpack(KEYS))
local answers = {}
for i = 1, #KEYS do
  answers[i] = renewOne(KEYS[i], held[i], ARGV[1 + i])
end
return answers
`;

/** Defines `renewOne(lease, held, token)`. */
export const renewHeld = `
local function renewOne(lease, held, token)
  if held ~= token then return 0 end
  return redis.call('PEXPIRE', lease, ARGV[1])
end
`;
