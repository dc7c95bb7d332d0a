import { place } from "../reference/lua/place.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Scores in the index only ever rise, so that no writer that is late can make a schedule early.
 *
 * W2-5: a score that is too late hides its schedule until then. No audit lowers it, and neither does an update, nor the
 * completion of a claim whose lease was longer than the interval.
 */
export const neverRepairsALateMember: SchedulerSubject = schedulerOver({
  name: "broken/neverRepairsALateMember",
  summary: "only ever raises scores in the index: one that is too late stays",
  breaks: "SC-13",
  pieces: { place: place.replaceAll("'ZADD', key,", "'ZADD', key, 'GT',") },
});
