import { findDue } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";
import { searchFirst } from "./searchFirst.ts";

/**
 * Takes one stale member as a reason to build the whole index anew, inside the claim that met it.
 *
 * With many schedules Redis stands still for everybody while it does, each time that anything is stale.
 */
export const repairsWithoutBound: SchedulerSubject = schedulerOver({
  name: "broken/repairsWithoutBound",
  summary: "a claim that meets a stale member rebuilds the whole index",
  breaks: "SC-6",
  pieces: searchFirst(
    altered(
      findDue,
      "  placeAt(id, status, next, leasedUntil)",
      `  redis.call('DEL', due)
  for _, any in ipairs(redis.call('ZRANGE', names, 0, -1)) do
    redis.call('HGETALL', keyOf(any))
    redis.call('ZADD', names, now, any)
    place(any)
  end`,
    ),
  ),
});
