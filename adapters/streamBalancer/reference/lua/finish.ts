import { field } from "../entry.ts";
import { reasons } from "./recover.ts";

/** KEYS: as in the prologue, then the lease. ARGV: as in the prologue, then token, entry, name. */
export const finishArguments = `
local lease, token, id, name = KEYS[5], ARGV[4], ARGV[5], ARGV[6]
`;

/** Only the latest owner may end it, and only while its lease lasts. */
export const fencedByLease = `
if redis.call('GET', lease) ~= token then return '0' end
`;

/**
 * Acknowledges and deletes, then ends the lease. What is neither pending nor in the stream was taken back by a failover, or
 * trimmed and given to nobody: that is no completion.
 */
export const completion = `
local found = redis.call('XACK', input, group, id) + redis.call('XDEL', input, id)
redis.call('DEL', lease)
forget(name, id)
if found == 0 then return '0' end
return remember('1')
`;

/** ARGV, further: how many failures there may be, and the reason. Answers "0", "requeued" or "dead-lettered". */
export const failure = `
local failuresMax, reason = tonumber(ARGV[7]), ARGV[8]
local fields = fieldsOf(id)
local outcome = '0'
if fields then
  local known = split(fields, { ['${field.retries}'] = true })
  if (tonumber(known['${field.retries}'] or '0') or 0) + 1 > failuresMax then
    bury(id, fields, 1, '${reasons.failed}: ' .. reason)
    outcome = 'dead-lettered'
  else
    addAgain(id, fields, 1)
    outcome = 'requeued'
  end
elseif pendingOf(id) then
  bury(id, {}, 1, '${reasons.trimmed}')
  outcome = 'dead-lettered'
end
redis.call('DEL', lease)
forget(name, id)
return remember(outcome)
`;
