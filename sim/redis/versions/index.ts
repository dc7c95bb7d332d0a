import { redis70 } from "./redis70.ts";
import { redis80 } from "./redis80.ts";
import { valkey81 } from "./valkey81.ts";
import type { RedisVersion, VersionProfile } from "./versionProfile.ts";

/** The servers that the model can be; the first one is the default. */
export const versionProfiles: readonly VersionProfile[] = [redis70, redis80, valkey81];

const profilesByName = new Map(versionProfiles.map((profile) => [profile.name, profile]));

/** The data of a version. Every name of the type has some. */
export function profileOf(version: RedisVersion): VersionProfile {
  return profilesByName.get(version) ?? redis70;
}
