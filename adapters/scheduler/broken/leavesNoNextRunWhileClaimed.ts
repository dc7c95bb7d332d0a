import { grantWithLease } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "./altered.ts";

/**
 * A claimed cron schedule has no next run until its claim is completed, because only the client can work it out.
 *
 * W2-2: a crash in between leaves a schedule that is active, never due, and in no index: dead until it is redefined.
 */
export const leavesNoNextRunWhileClaimed: SchedulerSubject = schedulerOver({
  name: "broken/leavesNoNextRunWhileClaimed",
  summary: "a cron schedule whose claimer dies has no next run, for ever",
  breaks: "SC-4",
  pieces: {
    recallClaim: "",
    grant: altered(
      grantWithLease,
      "  return reply(id)",
      `  local claimed = reply(id)
  if claimed[5] ~= '' then
    redis.call('HSET', key, 'next_run_at', '')
    place(id, now)
  end
  return claimed`,
    ),
  },
});
