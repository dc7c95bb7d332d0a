import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Its keys carry no hash tag.
 *
 * On one node everything works. On Redis Cluster each key has a slot of its own, and every script is refused with
 * CROSSSLOT.
 */
export const scattersKeysOverSlots: SchedulerSubject = schedulerOver({
  name: "broken/scattersKeysOverSlots",
  summary: "claims to work on Redis Cluster with keys in many slots",
  breaks: "SC-17",
  keys: {
    due: "scheduler:due",
    names: "scheduler:names",
    fence: "scheduler:fence",
    layout: "scheduler:layout",
    request: "scheduler:request:",
    schedule: "scheduler:schedule:",
    legacyNames: "scheduler:legacy:index",
    legacySchedule: "scheduler:legacy:schedule:",
  },
});
