import { grantWithLease } from "../reference/lua/claim.ts";
import { advance } from "../reference/lua/complete.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * A claimed schedule has no next run until its claim is completed.
 *
 * W2-2: a crash in between leaves a schedule that is active, never due, and in no index: dead until it is redefined.
 */
export const leavesNoNextRunWhileClaimed: SchedulerSubject = schedulerOver({
  name: "broken/leavesNoNextRunWhileClaimed",
  summary: "a schedule whose claimer dies has no next run, for ever",
  breaks: "SC-4",
  pieces: {
    // The claim cannot be told again: the hash no longer says which occurrence it was for.
    recallClaim: "",
    grant: altered(
      grantWithLease,
      "  return reply(id)",
      `  local claimed = reply(id)
  redis.call('HSET', key, 'next_run_at', '', 'claimed_run_at', claimed[2])
  place(id)
  return claimed`,
    ),
    advance: altered(advance, "'HMGET', key, 'next_run_at'", "'HMGET', key, 'claimed_run_at'"),
  },
});
