import { limits } from "../limits.ts";

/**
 * A request takes effect at most once, however often it arrives.
 *
 * ioredis sends a command again when the connection broke before its reply came, and the first copy may have been
 * executed. Between the two, others may have acted: a repeated `update` would bring back an occurrence that has been
 * claimed since, a repeated `trigger` would count twice. So the answer is kept beside the effect, in the same script.
 */
export const atMostOnce = `
local answered = redis.call('GET', request)
if answered then return answered end

local function answer(value)
  redis.call('SET', request, value, 'PX', ${limits.requestMemoryMs})
  return value
end
`;
