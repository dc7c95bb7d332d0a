import { randomUUID } from "node:crypto";
import { claimOf } from "../reference/claimOf.ts";
import { limits } from "../reference/limits.ts";
import { grantWithLease } from "../reference/lua/claim.ts";
import { place } from "../reference/lua/place.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "./altered.ts";

const candidatesMax = 8;

/** Takes the schedule whose lock is held, if it is due. Who asks without a lock only has the index looked after. */
const takeTheLocked = `
if not ARGV[1] then return nil end
local status, next = whereabouts(ARGV[1])
if claimableAt(status, next) and next <= now then return grant(ARGV[1]) end
placeAt(ARGV[1], status, next)
return nil
`;

const dueNow = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.pcall('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ${candidatesMax})
`;

/**
 * A claim is kept by a lock, a key of its own that expires; the schedule itself stays claimable.
 *
 * The lock lies wherever its name puts it, and nobody waits until a replica has it. A failover there, or a restart
 * without data, forgets it, and the next worker locks, and claims, what the first one is still running.
 */
export const keepsItsLeaseInALock: SchedulerSubject = schedulerOver({
  name: "broken/keepsItsLeaseInALock",
  summary: "guards a claim by a lock that a failover loses",
  breaks: "SC-2",
  topologies: ["cluster"],
  pieces: {
    place: altered(place, "return leasedUntil or next", "return next"),
    grant: altered(grantWithLease, "put(due, now + leaseMs, id)", ""),
    find: takeTheLocked,
  },
  override({ redis, keys, run, reference }) {
    const client = randomUUID();
    let claims = 0;
    const candidates = redis.define("scheduler_dueNow", { lua: dueNow, numberOfKeys: 1 });
    const lockOf = (id: string): string => `lock:${id}`;
    const lock = async (id: string, owner: string): Promise<boolean> => {
      const options = ["NX", "GET", "PX", String(limits.leaseMs)];
      const holder = await redis.call(lockOf(id), ["SET", lockOf(id), owner, ...options]);
      // Its own name is there when the client sent the command again.
      return holder === null || holder === owner;
    };
    const unlock = (id: string): Promise<unknown> => redis.call(lockOf(id), ["DEL", lockOf(id)]);

    return {
      async claim() {
        const owner = `${client}:${++claims}`;
        await run("claim");
        for (const id of textsIn(await candidates(keys.due))) {
          if (!(await lock(id, owner))) continue;
          const claim = claimOf(await run("claim", id));
          if (claim !== null) return claim;
          await unlock(id);
        }
        return null;
      },
      async complete(claim) {
        const isLatest = await reference.complete(claim);
        if (isLatest) await unlock(claim.id);
        return isLatest;
      },
    };
  },
});
