import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { knownName } from "../arguments/knownName.ts";

/** The built-in scheduler of this name, with all that is known of it. */
export const findScheduler = (name: string): SchedulerSubject =>
  knownName("subject", name, schedulerSubjects, (subject) => subject.name);
