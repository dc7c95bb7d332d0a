import { dropEndless } from "../reference/lua/claim.ts";
import { place } from "../reference/lua/place.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Does not expect that the key of its index holds something else.
 *
 * Everything that touches the index fails with WRONGTYPE from then on, although all schedules are there and due.
 */
export const stopsAtAForeignIndex: SchedulerSubject = schedulerOver({
  name: "broken/stopsAtAForeignIndex",
  summary: "claims nothing any more once the index key holds another type",
  breaks: "SC-13",
  pieces: {
    place: altered(place, "redis.pcall('ZADD'", "redis.call('ZADD'"),
    dropEndless: altered(dropEndless, "redis.pcall(", "redis.call("),
  },
});
