import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { Confirmation } from "../../spec/gateResult.ts";
import { readArtefact } from "../artefacts/readArtefact.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { inLockstep } from "../gate/confirm.ts";
import { onCluster } from "./onCluster.ts";

/** An artefact that real servers are asked of. */
export type ConfirmTask = {
  readonly file: string;
  readonly versions: readonly RedisVersion[];
  /** Whether clusters of them are asked, too. */
  readonly onClusters: boolean;
};

/**
 * What each real server says of an artefact, in the order of the versions; then what a cluster of each says, if it is asked. Null
 * where nothing is to be asked: on one node of what only clusters show, and of what was not found on a cluster. Runs in a
 * thread of its own.
 */
export default async function confirmInThread({
  file,
  versions,
  onClusters,
}: ConfirmTask): Promise<readonly (Confirmation | null)[]> {
  const artefact = readArtefact(file);
  const subject = findSubject(artefact.subject, artefact.contract);
  await subject.load?.();
  const isOfCluster = artefact.scenario.topology.kind === "cluster";
  const shown = onClusters
    ? [isOfCluster ? null : artefact, await onCluster(subject, artefact)]
    : [artefact];
  const said: (Confirmation | null)[] = [];
  for (const each of shown) {
    for (const redisVersion of versions)
      said.push(each === null ? null : await inLockstep(subject, { redisVersion })(each, file));
  }
  return said;
}
