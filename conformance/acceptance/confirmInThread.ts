import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { Confirmation } from "../../spec/gateResult.ts";
import { readArtefact } from "../artefacts/readArtefact.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { inLockstep } from "../gate/confirm.ts";

/** An artefact that real servers are asked of. */
export type ConfirmTask = { readonly file: string; readonly versions: readonly RedisVersion[] };

/** What each real server says of an artefact, in the order of the versions. Runs in a thread of its own. */
export default async function confirmInThread({
  file,
  versions,
}: ConfirmTask): Promise<readonly Confirmation[]> {
  const artefact = readArtefact(file);
  const subject = findSubject(artefact.subject, artefact.contract);
  await subject.load?.();
  const said: Confirmation[] = [];
  for (const redisVersion of versions)
    said.push(await inLockstep(subject, { redisVersion })(artefact, file));
  return said;
}
