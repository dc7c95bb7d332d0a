import type { Command } from "commander";
import type { BackendName } from "../../spec/backend.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { parseBackend } from "../arguments/parseBackend.ts";
import { parseRedisVersion, redisVersionNames } from "../arguments/parseRedisVersion.ts";
import { parseStep } from "../arguments/parseStep.ts";
import type { ReplayOptions } from "../commands/replay.ts";
import { command, exitCodes, once, profileHelp } from "./flag.ts";
import { toRealServers, withServerFlags, type ServerFlags } from "./serverFlags.ts";

/** `replay`. @param found told what it was asked */
export function replayCommand(found: (options: ReplayOptions) => void): Command {
  const replay = command("replay", "Run the scenario of an artefact again.")
    .argument("<FILE>", "an artefact that sim saved")
    .option(
      "--backend <NAME>",
      "where Redis comes from: model, mock, lockstep, live (default: as saved)",
      once("--backend", parseBackend),
    )
    .option(
      "--redis-version <NAME>",
      `${redisVersionNames.join(", ")} (default: the artefact's)`,
      once("--redis-version", parseRedisVersion),
    )
    .option(
      "--module <FILE>",
      "the module that exports the subject, unless it is built in",
      once("--module", String),
    )
    .option("--until <STEP>", "print the journal up to that line", once("--until", parseStep))
    .option(
      "--report <DIR>",
      "save the run there as a page to look at, and as an issue to file",
      once("--report", String),
    )
    .option("--profile", profileHelp)
    .addHelpText("after", exitCodes);
  return withServerFlags(replay).action(
    (
      file: string,
      flags: ServerFlags & {
        readonly backend?: BackendName;
        readonly module?: string;
        readonly until?: number;
        readonly report?: string;
        readonly redisVersion?: RedisVersion;
        readonly profile?: true;
      },
    ) =>
      found({
        file,
        module: flags.module ?? null,
        untilStep: flags.until ?? null,
        reportFolder: flags.report ?? null,
        backend: flags.backend ?? null,
        redisVersion: flags.redisVersion ?? null,
        realServers: toRealServers(flags),
        profile: flags.profile,
      }),
  );
}
