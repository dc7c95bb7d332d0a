import type { Command } from "commander";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { parsePort } from "../arguments/parsePort.ts";
import { parseRedisVersion, redisVersionNames } from "../arguments/parseRedisVersion.ts";
import { parseSeed } from "../arguments/parseSeeds.ts";
import type { ServeOptions } from "../commands/serve.ts";
import { command, once } from "./flag.ts";

type ServeFlags = {
  readonly port?: number;
  readonly host?: string;
  readonly redisVersion?: RedisVersion;
  readonly seed?: number;
  readonly quiet?: true;
};

/** `serve`. @param found told what it was asked */
export function serveCommand(found: (options: ServeOptions) => void): Command {
  return command("serve", "Serve the model as a Redis server, on the wall clock, until Ctrl-C.")
    .option(
      "--port <N>",
      "where to listen, 0 for any free port (default: 6379)",
      once("--port", parsePort),
    )
    .option("--host <ADDRESS>", "on which address (default: 127.0.0.1)", once("--host", String))
    .option(
      "--redis-version <NAME>",
      `${redisVersionNames.join(", ")} (default: 7.0)`,
      once("--redis-version", parseRedisVersion),
    )
    .option(
      "--seed <N>",
      "decides what Redis leaves to chance (default: 1)",
      once("--seed", parseSeed),
    )
    .option("--quiet", "say nothing but errors")
    .addHelpText(
      "after",
      `
Exit codes: 0 ended by Ctrl-C, SIGTERM or SHUTDOWN; 2 wrong usage, or nobody can listen there.`,
    )
    .action((flags: ServeFlags) =>
      found({
        port: flags.port ?? 6379,
        host: flags.host ?? "127.0.0.1",
        redisVersion: flags.redisVersion ?? "7.0",
        seed: flags.seed ?? 1,
        quiet: flags.quiet ?? false,
      }),
    );
}
