import { readArtefact } from "../artefacts/readArtefact.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { findSubject } from "../contracts/findSubject.ts";

/** Runs an artefact again. @returns what is wrong; null when it is the same run, and its rule is violated. */
export default async function replayInProcess(file: string): Promise<string | null> {
  const artefact = readArtefact(file);
  const { scenario, seed, rule, digest } = artefact;
  const subject = findSubject(artefact.subject, artefact.contract);
  await subject.load?.();
  const run = await contractOf(artefact).run({ subject, scenario, seed, journal: "digest" });
  const { verdict } = run.verdicts.find((each) => each.rule.id === rule) ?? { verdict: "untested" };
  if (verdict !== "violated") return `${rule} is ${verdict} when its artefact is replayed`;
  return run.digest === digest
    ? null
    : `its artefact replays to the digest ${run.digest}; ${digest} would be right`;
}
