import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import type { Artefact } from "../../spec/artefact.ts";
import type { Confirmation } from "../../spec/gateResult.ts";
import { versionOfArtefact } from "../artefacts/versionOfArtefact.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import { runScenario } from "../scheduler/runScenario.ts";

/** Asks real servers whether they show what an artefact was saved for. */
export type Confirm = (artefact: Artefact, file: string) => Promise<Confirmation>;

/**
 * Takes a scenario through the `lockstep` backend: the same world, the same seed and the same clock, with a real server
 * of the artefact's version in the model's place.
 *
 * Where the real server said something else than the model, a violation that is gone was the model's; one that is still
 * there is not believed, because the run was no longer the one that was saved.
 *
 * @throws InputError when there is no such server, or lockstep cannot have such a topology.
 */
export const inLockstep =
  (subject: SchedulerSubject): Confirm =>
  async (artefact, file) => {
    const { scenario, seed } = artefact;
    let report: LockstepReport | null = null;
    const run = await runScenario({
      subject,
      backend: "lockstep",
      scenario,
      seed,
      journal: "digest",
      redisVersion: versionOfArtefact(artefact, file),
      onLockstepReport: (told) => (report = told),
    });
    const { server, differences } = asReport(report);
    const isViolated = run.verdicts.some(
      ({ rule, verdict }) => rule.id === artefact.rule && verdict === "violated",
    );
    const [why] = run.undecided;
    if (!isViolated && (why === undefined || differences.length > 0)) return { modelOnly: server };
    return why === undefined ? { confirmed: server } : { undecided: true, why };
  };

function asReport(report: LockstepReport | null): LockstepReport {
  if (report === null) throw new Error("inLockstep: the backend told nothing of its servers");
  return report;
}
