import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { Artefact } from "../../spec/artefact.ts";
import type { Confirmation } from "../../spec/gateResult.ts";
import { versionOfArtefact } from "../artefacts/versionOfArtefact.ts";
import { liveServer } from "../live/keptRuns.ts";
import { blameFor } from "../lockstep/blameFor.ts";
import { confirmationOf } from "../lockstep/confirmationOf.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import { tellBlame } from "../lockstep/tellBlame.ts";
import { contractOf } from "../contracts/contractOf.ts";

/** Asks real servers whether they show what an artefact was saved for. */
export type Confirm = (artefact: Artefact, file: string) => Promise<Confirmation>;

/** What was found on real servers needs no others. */
export const shownLive: Confirm = () => Promise.resolve({ confirmed: liveServer() });

/** Which server is asked. */
export type LockstepChoice = {
  /** The artefact's unless it is said. */
  readonly redisVersion?: RedisVersion;
  /** Programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
};

/**
 * Takes a scenario through the `lockstep` backend: the same world, the same seed and the same clock, with a real server
 * of the artefact's version in the model's place.
 *
 * @throws InputError when there is no such server, or lockstep cannot have such a topology.
 */
export const inLockstep =
  (subject: Subject, asked: LockstepChoice = {}): Confirm =>
  async (artefact, file) => {
    const { scenario, seed } = artefact;
    if (!contractOf(artefact).backendsOf(subject).includes("lockstep"))
      return { undecided: true, why: `${subject.name} asks no server` };
    const reports: LockstepReport[] = [];
    const run = await contractOf(artefact).run({
      subject,
      backend: "lockstep",
      scenario,
      seed,
      journal: "digest",
      redisVersion: asked.redisVersion ?? versionOfArtefact(artefact, file),
      realServers: asked.realServers,
      onLockstepReport: (report) => reports.push(report),
    });
    const [report] = reports;
    if (report === undefined)
      throw new Error("inLockstep: the backend told nothing of its servers");
    const confirmation = confirmationOf(run, report, artefact.rule);
    if (report.recording === null || "confirmed" in confirmation) return confirmation;
    const blame = await blameFor(report.recording);
    // What the harness has done is no defect of the model.
    if ("modelOnly" in confirmation && blame.on !== "harness") return confirmation;
    const seen = "why" in confirmation ? confirmation.why : `${report.server} does not show it`;
    return { undecided: true, why: `${seen}; ${tellBlame(blame)}` };
  };
