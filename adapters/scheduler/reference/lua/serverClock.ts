/**
 * The only clock that decides: Redis' own, in whole milliseconds, rounded down so that nothing is ever early.
 *
 * The workers' clocks disagree with each other; the server's agrees with itself.
 */
export const serverClock = `
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;
