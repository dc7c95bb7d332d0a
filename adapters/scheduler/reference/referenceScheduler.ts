import type { SchedulerSubject } from "../subject.ts";
import { schedulerOver } from "./schedulerOver.ts";

/**
 * The scheduler that holds every rule.
 *
 * The hash of a schedule is canonical, the sorted set is derived from it; every change is one script on one slot;
 * Redis' own clock decides; a claim is a lease with a rising token, so that a crash costs a delay and never an
 * occurrence.
 */
export const referenceScheduler: SchedulerSubject = schedulerOver({
  name: "reference",
  summary: "canonical hash, derived index, one script per change, leased and fenced claims",
});
