import { delimiter } from "node:path";
import { identifyServer, type KnownServer } from "./identifyServer.ts";
import { redisServerBinary } from "./redisServerBinary.ts";

/**
 * The real servers at hand: the `redis-server` on the PATH, where there is one of a version that the model can be, and
 * those that CLAIMCHECK_SERVERS names, separated as in PATH.
 *
 * @throws InputError UNUSABLE_SERVER when one that CLAIMCHECK_SERVERS names is none.
 */
export function knownServers(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly KnownServer[] {
  const named = (env["CLAIMCHECK_SERVERS"] ?? "").split(delimiter).filter((path) => path !== "");
  const servers = named.map((binary) => identifyServer(binary));
  const onPath = redisServerBinary({ ...env, CI: undefined });
  if (onPath !== null && !named.includes(onPath)) {
    try {
      const server = identifyServer(onPath);
      if (servers.every(({ version }) => version !== server.version)) servers.unshift(server);
    } catch {
      // A Redis of another version lies on the PATH for reasons of its own.
    }
  }
  return servers;
}
