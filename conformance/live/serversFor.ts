import { InputError } from "../../spec/inputError.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { ServersWanted } from "../cluster/roomFor.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import { serverAtHand } from "../servers/serverAtHand.ts";

/**
 * The servers of a live run: programs of this machine, or containers; without a name of the image that `npm run images`
 * makes of the version.
 *
 * @throws InputError NO_SERVER when no program of that version is at hand; CONFLICTING_OPTIONS for processes of an image
 */
export function serversFor({ servers, image }: RealServers, version: RedisVersion): ServersWanted {
  if (servers === "processes" && image !== null)
    throw new InputError(
      "CONFLICTING_OPTIONS",
      `--servers processes and --image ${image} contradict each other; give one of them`,
    );
  if (servers === "containers" || image !== null)
    return { servers: "containers", image: image ?? imageOf[version] };
  return { servers: "processes", binary: serverAtHand(version, "live").binary };
}

const imageOf: Readonly<Record<RedisVersion, string>> = {
  "7.0": "claimcheck/redis:7.0",
  "8.0": "claimcheck/redis:8.0",
  "valkey-8.1": "claimcheck/valkey:8.1",
};
