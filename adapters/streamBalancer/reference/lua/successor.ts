import { field } from "../entry.ts";

/**
 * Defines `addAgain(id, fields, failures)`: the message as a new entry at the end of the stream, in place of the old one.
 *
 * What is added first is what can be refused (no memory, another type): nothing has changed then.
 */
export const addAgain = `
local function addAgain(id, fields, failures)
  local known, work = split(fields, { ['${field.retries}'] = true, ['${field.origin}'] = true })
  local retries = tonumber(known['${field.retries}'] or '0') or 0
  work[#work + 1] = '${field.retries}'
  work[#work + 1] = digits(retries + failures)
  work[#work + 1] = '${field.origin}'
  work[#work + 1] = known['${field.origin}'] or id
  redis.call('XADD', input, '*', unpack(work))
  redis.call('XACK', input, group, id)
  redis.call('XDEL', input, id)
end
`;

/** Defines `bury(id, fields, failures, reason)`: the message as a dead letter, and no longer in the input. */
export const bury = `
local function bury(id, fields, failures, reason)
  local known, work = split(fields, { ['${field.retries}'] = true, ['${field.origin}'] = true, ['${field.reason}'] = true })
  local retries = tonumber(known['${field.retries}'] or '0') or 0
  work[#work + 1] = '${field.retries}'
  work[#work + 1] = digits(retries + failures)
  work[#work + 1] = '${field.reason}'
  work[#work + 1] = reason
  work[#work + 1] = '${field.origin}'
  work[#work + 1] = known['${field.origin}'] or id
  if limit > 0 then
    redis.call('XADD', deadLetters, 'MAXLEN', '~', digits(limit), '*', unpack(work))
  else
    redis.call('XADD', deadLetters, '*', unpack(work))
  end
  redis.call('XACK', input, group, id)
  redis.call('XDEL', input, id)
end
`;

/** Defines `forget(name, id)`: nobody is the owner of this entry any more. */
export const forgetOwner = `
local function forget(name, id)
  redis.call('HDEL', owners, '#' .. id)
  if entryIn(redis.call('HGET', owners, name)) == id then
    redis.call('HDEL', owners, name)
  end
end
`;
