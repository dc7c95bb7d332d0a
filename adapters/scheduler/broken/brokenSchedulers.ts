import type { SchedulerSubject } from "../subject.ts";

/** One defect each. The suite must catch every one of them, or it proves nothing. */
export const brokenSchedulers: readonly SchedulerSubject[] = [];
