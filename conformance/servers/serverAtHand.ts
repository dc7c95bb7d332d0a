import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import { InputError } from "../../spec/inputError.ts";
import { identifyServer, type KnownServer } from "./identifyServer.ts";
import { knownServers } from "./knownServers.ts";
import { redisServerBinary } from "./redisServerBinary.ts";

/**
 * A program of this machine that is a server of some version.
 *
 * @throws InputError NO_SERVER when none is at hand; it says what is there instead.
 */
export function serverAtHand(version: RedisVersion, backend: BackendName): KnownServer {
  const servers = knownServers();
  const server = servers.find((each) => each.version === version);
  if (server !== undefined) return server;
  const names = servers.map(({ name }) => name).join(", ") || "none";
  throw new InputError(
    "NO_SERVER",
    `--backend ${backend}: no server of version ${version} is at hand (there is: ${names}${otherOnPath()}); install redis-server, name programs in CLAIMCHECK_SERVERS, or give --servers containers`,
  );
}

/** What lies on the PATH and is no server that can be used: too old, for one. */
function otherOnPath(): string {
  const onPath = redisServerBinary({ PATH: process.env["PATH"] });
  if (onPath === null) return "";
  try {
    identifyServer(onPath);
    return "";
  } catch (error) {
    const [why = ""] = error instanceof InputError ? error.message.split("; give ") : [];
    return why === "" ? "" : `; ${why}`;
  }
}
