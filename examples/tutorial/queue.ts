import { randomUUID } from "node:crypto";
import { notOffered, queueOver } from "./subject.ts";

const leaseMs = 10_000;

/** Redis' clock, in milliseconds; workers disagree about the time, and the server does not. */
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(number) return string.format('%.0f', number) end
`;

const define = `${now}
local key, every = 'job:' .. ARGV[1], tonumber(ARGV[2])
if tonumber(redis.call('HGET', key, 'every') or '') == every then return 1 end
redis.call('HSET', key, 'every', ARGV[2], 'next', text(now + every))
redis.call('HDEL', key, 'token', 'leasedUntil', 'claimedAt', 'counted')
redis.call('ZADD', KEYS[1], text(now + every), ARGV[1])
return 1`;

const remove = `
redis.call('DEL', 'job:' .. ARGV[1])
return redis.call('ZREM', KEYS[1], ARGV[1])`;

/** The occurrence stays where it is until it is completed; if the worker dies, it is due again when its lease is over. */
const claim = `${now}
local id = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', 0, 1)[1]
if not id then return nil end
local key, ends = 'job:' .. id, text(now + ${leaseMs})
if redis.call('HSETNX', key, 'counted', 1) == 1 then redis.call('HINCRBY', key, 'runs', 1) end
redis.call('HSET', key, 'token', ARGV[1], 'claimedAt', text(now), 'leasedUntil', ends)
redis.call('ZADD', KEYS[1], ends, id)
return { id, redis.call('HGET', key, 'next') }`;

/** Only the latest claim may move the job on, and on the grid of its interval, however late it was. */
const complete = `
local key = 'job:' .. ARGV[1]
if redis.call('HGET', key, 'token') ~= ARGV[2] then return 0 end
local job = redis.call('HMGET', key, 'every', 'next', 'claimedAt')
local every, due, claimedAt = tonumber(job[1]), tonumber(job[2]), tonumber(job[3])
local next = string.format('%.0f', due + every * (math.floor(math.max(claimedAt - due, 0) / every) + 1))
redis.call('HSET', key, 'next', next)
redis.call('HDEL', key, 'token', 'leasedUntil', 'claimedAt', 'counted')
redis.call('ZADD', KEYS[1], next, ARGV[1])
return 1`;

/** The same queue, with a script for each change, Redis' clock, a lease for each claim and a token to complete it with. */
export const queue = queueOver(
  "queue",
  {
    summary: "takes a job in one script, for ten seconds",
    capabilities: new Set(["index", "lease", "token"]),
    declares: {
      misfire: "coalesce",
      leaseMs,
      latenessMsMax: ({ pollMs, schedules }) => (schedules + 1) * pollMs + 1_000,
    },
  },
  (redis) => {
    const run = (script: string, ...words: readonly string[]): Promise<unknown> =>
      redis.eval(script, 1, "due", ...words);
    return {
      ...notOffered,
      define: async ({ id, everyMs = 0 }) => void (await run(define, id, String(everyMs))),
      delete: async (id) => void (await run(remove, id)),
      async claim() {
        const token = randomUUID();
        const found = await run(claim, token);
        if (!Array.isArray(found)) return null;
        return { id: String(found[0]), dueAtMs: Number(found[1]), token };
      },
      complete: async ({ id, token }) => (await run(complete, id, token ?? "")) === 1,
      close: async () => redis.disconnect(),
    };
  },
);
