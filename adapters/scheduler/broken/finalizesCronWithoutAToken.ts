import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * The end of a cron claim writes the next instant into whatever schedule it finds under the name.
 *
 * W2-3: a claim that was superseded, by another claim or a redefinition, overwrites the newer next run with its own.
 */
export const finalizesCronWithoutAToken: SchedulerSubject = schedulerOver({
  name: "broken/finalizesCronWithoutAToken",
  summary: "a late completion of a cron claim overwrites the next run",
  breaks: "SC-11",
  pieces: {
    fence: `
if nextByCron ~= '' then
  if redis.call('EXISTS', key) == 0 then return answer(0) end
elseif redis.call('HGET', key, 'token') ~= token then
  return answer(0)
end
`,
  },
});
