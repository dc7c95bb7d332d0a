import { claimOf } from "../reference/claimOf.ts";
import { auditSome, findDue } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
import type { SchedulerSubject } from "../subject.ts";

/** Takes the schedule whose timer has fired, if the timer was set for this occurrence, without asking for the time. */
const takeTheNamed = `
if ARGV[1] then
  local status, next, leasedUntil = whereabouts(ARGV[1])
  if claimableAt(status, next, leasedUntil) == whole(ARGV[2]) then return grant(ARGV[1]) end
  return nil
end
${findDue}`;

/** The second script of one claim has nothing more to check. */
const auditOnce = `if not ARGV[1] then\n${auditSome}\nend`;

/**
 * An idle worker sets a timer for the next due schedule, and claims it when the timer fires.
 *
 * W2-31: setTimeout takes 31 bits. A delay of more than 24.8 days fires after one millisecond.
 */
export const setsTimersBeyond24Days: SchedulerSubject = schedulerOver({
  name: "broken/setsTimersBeyond24Days",
  summary: "trusts a setTimeout that fires at once when it is set for a month",
  breaks: "SC-1",
  pieces: { auditSome: auditOnce, find: takeTheNamed },
  override({ redis, keys, run, reference }) {
    const fired: string[][] = [];
    const timers = new Map<string, NodeJS.Timeout>();
    return {
      async claim() {
        const claim = await reference.claim();
        if (claim !== null) return claim;

        const ripe = fired.shift();
        if (ripe !== undefined) return claimOf(await run("claim", ...ripe));

        const [id, due] = textsIn(
          await redis.call(keys.due, ["zrange", keys.due, "0", "0", "WITHSCORES"]),
        );
        const occurrence = `${id} ${due}`;
        if (id === undefined || due === undefined || timers.has(occurrence)) return null;
        const [seconds, microseconds] = textsIn(await redis.call(keys.due, ["time"]));
        const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
        const fire = (): void => {
          timers.delete(occurrence);
          fired.push([id, due]);
        };
        timers.set(occurrence, setTimeout(fire, Number(due) - nowMs));
        return null;
      },
      async close() {
        for (const timer of timers.values()) clearTimeout(timer);
        await reference.close();
      },
    };
  },
});
