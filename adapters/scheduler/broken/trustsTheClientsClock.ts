import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Every script gets the time from its caller.
 *
 * W2-10: a worker whose clock is ahead by d claims up to d before the time.
 */
export const trustsTheClientsClock: SchedulerSubject = schedulerOver({
  name: "broken/trustsTheClientsClock",
  summary: "compares due times with the worker's own clock",
  breaks: "SC-1",
  pieces: { clock: "local function clock() return tonumber(ARGV[#ARGV]) end" },
  trailing: () => [String(Date.now())],
});
