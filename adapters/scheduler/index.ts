import { boringnodeQueue } from "./boringnodeQueue/boringnodeQueue.ts";
import { brokenSchedulers } from "./broken/brokenSchedulers.ts";
import {
  referenceScheduler,
  replicatedReferenceScheduler,
} from "./reference/referenceScheduler.ts";
import type { SchedulerSubject } from "./subject.ts";

/** Every implementation of the scheduler contract that can be put on trial, in the order of `npm run list`. */
export const schedulerSubjects: readonly SchedulerSubject[] = [
  referenceScheduler,
  replicatedReferenceScheduler,
  boringnodeQueue,
  ...brokenSchedulers,
];
