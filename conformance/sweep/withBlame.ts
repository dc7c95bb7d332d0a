import type { SweepResult } from "../../spec/result.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { blameFor, type Recording } from "../lockstep/blameFor.ts";
import { tellsOfDifference } from "../lockstep/difference.ts";
import { tellBlame, tellBlameAtLength } from "../lockstep/tellBlame.ts";
import type { Terminal } from "../terminal.ts";
import { trialOf } from "../search/trialOf.ts";
import type { SubjectSweep } from "./sweepSubject.ts";

/**
 * Runs the first seed again in which a real server said something else than the model, and finds out who is to blame.
 * What that is goes to the reason for which the run is undecided; the conversation that shows it is printed.
 */
export async function withBlame(
  result: SweepResult,
  { subject, plan, redisVersion, realServers, search }: SubjectSweep,
  terminal: Terminal,
): Promise<SweepResult> {
  const first = result.undecided.find(({ reason }) => tellsOfDifference(reason));
  if (first === undefined || first.seed === null || terminal.stopped()) return result;

  const { seed } = first;
  const { backend, faults, topology } = plan;
  const contract = contractOf(subject);
  await subject.load?.();
  const drawn = { faults, topology, redisVersion };
  const { scenario, worldSeed } = await trialOf(seed, subject, search, drawn);
  const recordings: (Recording | null)[] = [];
  await contract.run({
    subject,
    backend,
    scenario,
    seed: worldSeed,
    journal: "digest",
    redisVersion,
    realServers,
    onLockstepReport: ({ recording }) => recordings.push(recording),
  });
  const [recording = null] = recordings;
  const told = (more: string): SweepResult => {
    const reason = `${first.reason}; ${more}`;
    const undecided = result.undecided.map((each) => (each === first ? { ...each, reason } : each));
    return { ...result, undecided };
  };
  // Somebody killed the server, or the machine was too busy for it.
  if (recording === null) return told("it did not show when the seed was run again");

  terminal.progress(`finding out who is to blame for the difference in seed ${seed}`);
  const blame = await blameFor(recording, { stopped: terminal.stopped });
  terminal.progress(null);
  terminal.err(`seed ${seed}: ${tellBlameAtLength(blame)}`);
  return told(tellBlame(blame));
}
