import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import type { Artefact } from "../../spec/artefact.ts";
import type { Confirmation } from "../../spec/gateResult.ts";

/** Asks real servers whether they show what an artefact was saved for. */
export type Confirm = (artefact: Artefact, file: string) => Promise<Confirmation>;

/**
 * Whoever takes a subject to real servers.
 *
 * There is no backend of real servers yet, so nothing is confirmed, and that is what it says.
 */
export const realServers =
  (_subject: SchedulerSubject): Confirm =>
  async () => ({ undecided: true, why: "no backend of real servers yet" });
