import { versionProfiles } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { Artefact } from "../../spec/artefact.ts";
import { InputError } from "../../spec/inputError.ts";

/**
 * The version of Redis that an artefact was saved with: the one whose release differs at most in its last number, as a
 * release of the same version is the same server to us.
 *
 * @throws InputError when the model is no such server.
 */
export function versionOfArtefact({ versions }: Artefact, file: string): RedisVersion {
  const release = versions["redis"];
  const found = versionProfiles.find(
    (profile) => release !== undefined && seriesOf(profile.release) === seriesOf(release),
  );
  if (found !== undefined) return found.name;
  const known = versionProfiles.map(({ name }) => name).join(", ");
  throw new InputError(
    "UNKNOWN_REDIS_VERSION",
    `${file}: artefact.versions.redis: got ${JSON.stringify(release) ?? "nothing"}; give --redis-version, one of ${known}`,
  );
}

/** "7.0" of "7.0.15". */
const seriesOf = (release: string): string => release.split(".").slice(0, 2).join(".");
