import { existing } from "../reference/lua/changes.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Changes do not ask whether there is a schedule.
 *
 * W2-17: HSET creates what it does not find, so an update after a deletion leaves a hash that nobody defined.
 */
export const updatesWhatWasDeleted: SchedulerSubject = schedulerOver({
  name: "broken/updatesWhatWasDeleted",
  summary: "changing a deleted schedule brings it back as a ghost",
  breaks: "SC-9",
  pieces: {
    existing: altered(
      existing,
      "if redis.call('HEXISTS', key, 'status') == 0 then return answer(0) end",
      "",
    ),
  },
});
