import { schedulerSubjects } from "../adapters/scheduler/index.ts";
import type { SchedulerSubject } from "../adapters/scheduler/subject.ts";
import { knownName } from "./arguments/knownName.ts";

/** The subject that is put on trial under this name. */
export const findSubject = (name: string): SchedulerSubject =>
  knownName("subject", name, schedulerSubjects, (subject) => subject.name);
