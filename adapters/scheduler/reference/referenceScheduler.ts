import type { SchedulerSubject } from "../subject.ts";
import { replicatedRunner } from "./replicatedRunner.ts";
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

/**
 * The same, whose acknowledgement means that a replica has the change. It needs one: alone, a master can acknowledge
 * nothing. A subject of its own rather than an option, because a report and an artefact name a subject, and what
 * it declares is part of what is judged.
 */
export const replicatedReferenceScheduler: SchedulerSubject = schedulerOver({
  name: "reference-replicated",
  summary: "the reference, acknowledging what one replica has besides the master (WAIT 1)",
  topologies: ["cluster", "replicated"],
  runner: replicatedRunner(1),
  acknowledges: { means: "replicated", replicas: 1 },
});
