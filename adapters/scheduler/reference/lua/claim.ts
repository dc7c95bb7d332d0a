import { limits } from "../limits.ts";

/**
 * Most polls find nothing to do: nothing is due, every schedule was audited a moment ago, and there is no request to
 * answer again. They end here, before anything is defined, at a third of the cost of a claim. An argument is a claim
 * that wants something else, and an empty register has nothing that tells when the index was last looked through.
 */
export const endWhenIdle = `
local now = clock()
local head = redis.pcall('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
if not ARGV[1] and not head.err and not head[1] then
  local audited = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
  if audited and audited + 0 > now - ${limits.auditEveryMs} and not redis.call('GET', KEYS[4]) then return nil end
end
`;

/** The limits are part of the text: as arguments they would travel with every claim, and never change. */
export const claimLimits = `
local leaseMs, repairs, audits, auditEveryMs =
  ${limits.leaseMs}, ${limits.repairsMax}, ${limits.auditsMax}, ${limits.auditEveryMs}
`;

/** The claim as a value: what the caller needs to run the occurrence and to find a cron schedule's next one. */
export const claimReply = `
local function reply(id)
  local hash = redis.call('HMGET', keyOf(id), 'next_run_at', 'token', 'claimed_at', 'cron_expression', 'timezone')
  return { id, hash[1], hash[2], hash[3], hash[4], hash[5] }
end
`;

/**
 * The memory of a claim is a name that lives as long as the lease: afterwards the claim would be worth nothing, and a
 * fresh one is the better answer.
 */
export const recallClaim = `
local recalled = redis.call('GET', request)
if recalled and redis.call('HGET', keyOf(recalled), 'claim_request') == request then return reply(recalled) end
`;

/** Checks one schedule: whatever the index says, the schedule is placed as its hash has it. */
export const auditByHash = `
local function audit(id)
  local status, next, leasedUntil = whereabouts(id)
  if status then redis.call('ZADD', names, now, id) end
  if tonumber(redis.pcall('ZSCORE', due, id)) ~= claimableAt(status, next, leasedUntil) or not status then
    placeAt(id, status, next, leasedUntil)
    repairs = repairs - 1
  end
end
`;

/**
 * A late or a missing member never shows up in the index, so somebody has to look from the other side: each claim
 * checks the least recently checked schedules, so that all of them are seen within a known number of claims.
 */
export const auditSome = `
for _, id in ipairs(redis.call('ZRANGEBYSCORE', names, '-inf', now - auditEveryMs, 'LIMIT', 0, audits)) do
  audit(id)
end
`;

/** A member with an infinite score never falls due either, and is in no register. No schedule of ours has such a score. */
export const dropEndless = `
local endless = redis.pcall('ZRANGEBYSCORE', due, '+inf', '+inf', 'LIMIT', 0, 1)
if isForeign(endless) then
  redis.call('DEL', due)
elseif endless[1] then
  place(endless[1])
end
`;

/**
 * The head of the index is a suggestion. It is granted when its hash agrees with its score; otherwise it is placed where
 * it belongs and the next one is looked at, a bounded number of times: what is left is repaired by the next claim.
 */
export const findDue = `
for attempt = 0, math.max(repairs, 0) do
  local head = redis.call('ZRANGEBYSCORE', due, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1)
  local id = head[1]
  if not id then return nil end

  local status, next, leasedUntil = whereabouts(id)
  if tonumber(head[2]) == claimableAt(status, next, leasedUntil) then return grant(id) end
  placeAt(id, status, next, leasedUntil)
end
return nil
`;

/**
 * The occurrence stays the schedule's next one until the claim is completed, so a crash at any point costs a lease
 * and never an occurrence. It is counted by its first claim only.
 *
 * The token rises, and carries the name of its request: a failover may take the counter back with the claims, and the
 * number that somebody still holds is then given to somebody else.
 */
export const grantWithLease = `
local function grant(id)
  local key = keyOf(id)
  local token = digits(redis.call('INCR', fence)) .. ':' .. (string.match(request, '[^:]+:%d+$') or request)
  if redis.call('HSETNX', key, 'counted', 1) == 1 then redis.call('HINCRBY', key, 'run_count', 1) end
  redis.call('HSET', key, 'token', token, 'claim_request', request,
    'claimed_at', digits(now), 'leased_until', digits(now + leaseMs))
  put(due, now + leaseMs, id)
  redis.call('SET', request, id, 'PX', digits(leaseMs))
  return reply(id)
end
`;
