import { randomUUID } from "node:crypto";
import { claimOf } from "../reference/claimOf.ts";
import { limits } from "../reference/limits.ts";
import { auditSome, findDue } from "../reference/lua/claim.ts";
import { place } from "../reference/lua/place.ts";
import { replicatedRunner } from "../reference/replicatedRunner.ts";
import { type ScriptRunner, scriptRunner } from "../reference/runScript.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

const candidatesMax = 4;
const lockPrefix = "{scheduler}:lock:";

/** Whatever takes the lease of a schedule away frees its lock. */
const placeAndUnlock = `
local function place(id)
  local status, next, leasedUntil = whereabouts(id)
  placeAt(id, status, next, leasedUntil)
  if not leasedUntil then redis.call('DEL', '${lockPrefix}' .. id) end
end
`;

/** Grants the schedule whose lock is held, if it can still be claimed. Who has none is told what is due, and locks it. */
const takeTheLocked = `
if ARGV[1] then
  local claimableFrom = claimableAt(whereabouts(ARGV[1]))
  return claimableFrom and claimableFrom <= now and grant(ARGV[1]) or nil
end
`;
const tellWhatIsDue = `return redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, ${candidatesMax})`;

/**
 * Every change is acknowledged when a replica has it, but a claim when its lock is taken: SET NX PX, as everybody does.
 *
 * A lock is a key like any other. The master that grants it is the only one to know of it at first, and a failover then
 * forgets it together with the claim: the next worker locks, and claims, what the first one is still running.
 */
export const keepsItsLeaseInALock: SchedulerSubject = schedulerOver({
  name: "broken/keepsItsLeaseInALock",
  summary: "guards a claim by a lock that a failover loses",
  breaks: "SC-20",
  acknowledges: { means: "replicated", replicas: 1 },
  topologies: ["replicated", "cluster"],
  pieces: {
    place: altered(
      place,
      "local function place(id) placeAt(id, whereabouts(id)) end",
      placeAndUnlock,
    ),
    auditSome: takeTheLocked + auditSome,
    find: altered(findDue, "return grant(id)", tellWhatIsDue),
  },
  runner: waitsForAllButClaims,
  override({ redis, run }) {
    const client = randomUUID();
    let claims = 0;
    const lock = async (id: string, owner: string): Promise<boolean> => {
      const key = lockPrefix + id;
      const options = ["NX", "GET", "PX", String(limits.leaseMs)];
      const holder = await redis.call(key, ["SET", key, owner, ...options]);
      // Its own name is there when the client sent the command again.
      return holder === null || holder === owner;
    };
    const unlock = (id: string): Promise<unknown> =>
      redis.call(lockPrefix + id, ["DEL", lockPrefix + id]);

    return {
      async claim() {
        const owner = `${client}:${++claims}`;
        const due = await run("claim");
        for (const id of textsIn(due)) {
          if (!(await lock(id, owner))) continue;
          const claim = claimOf(await run("claim", id));
          if (claim !== null) return claim;
          await unlock(id);
        }
        return null;
      },
    };
  },
});

function waitsForAllButClaims(...tools: Parameters<ScriptRunner>): ReturnType<ScriptRunner> {
  const received = scriptRunner(...tools);
  const replicated = replicatedRunner(1)(...tools);
  return (script, ...args) => (script === "claim" ? received : replicated)(script, ...args);
}
