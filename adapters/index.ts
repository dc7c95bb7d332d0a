/** Implementations that are put on trial, and what one must offer. */
export { schedulerSubjects } from "./scheduler/index.ts";
export type {
  AdminCommand,
  SchedulerLayout,
  SchedulerSubject,
  SubjectContext,
} from "./scheduler/subject.ts";
