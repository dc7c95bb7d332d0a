import type { Command } from "commander";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { parseCount } from "../arguments/parseCount.ts";
import { parseJobs } from "../arguments/parseJobs.ts";
import { parseRedisVersion, redisVersionNames } from "../arguments/parseRedisVersion.ts";
import { parseSeed } from "../arguments/parseSeeds.ts";
import type { FidelityFormat, FidelityOptions } from "../commands/fidelity.ts";
import { command, once, toFormat } from "./flag.ts";

const fidelityFormats: readonly FidelityFormat[] = ["text", "json", "markdown"];

type FidelityFlags = {
  readonly commands?: number;
  readonly seed?: number;
  readonly server?: readonly string[];
  readonly redisVersion?: RedisVersion;
  readonly family?: readonly string[];
  readonly jobs?: number;
  readonly mock: boolean;
  readonly format?: FidelityFormat;
  readonly summary?: string;
};

/** `fidelity`. @param found told what it was asked */
export function fidelityCommand(found: (options: FidelityOptions) => void): Command {
  return command(
    "fidelity",
    "Take the model and real servers through the same commands, under one clock, and compare every byte.",
  )
    .option(
      "--commands <N>",
      "how many, for each server (default: 20000)",
      once("--commands", (text) => parseCount("--commands", text)),
    )
    .option("--seed <N>", "the seed of the first sequence (default: 1)", once("--seed", parseSeed))
    .option(
      "--server <PATH...>",
      "programs of servers (default: redis-server on the PATH, and those in CLAIMCHECK_SERVERS)",
    )
    .option(
      "--redis-version <NAME>",
      `only servers of this version: ${redisVersionNames.join(", ")}`,
      once("--redis-version", parseRedisVersion),
    )
    .option("--family <NAME...>", "only such commands (default: all)")
    .option("--jobs <N>", "run N sequences side by side (default: 1)", once("--jobs", parseJobs))
    .option("--no-mock", "leave ioredis-mock out")
    .option(
      "--format <NAME>",
      `${fidelityFormats.join(", ")} (default: text)`,
      once("--format", toFormat(fidelityFormats)),
    )
    .option(
      "--summary <FILE>",
      "rewrite the section of a file between <!-- fidelity --> and <!-- /fidelity -->",
      once("--summary", String),
    )
    .addHelpText(
      "after",
      `
Exit codes: 0 no difference; 1 a difference; 2 wrong usage, or no server; 3 the model refused something;
130 interrupted before anything differed.`,
    )
    .action((flags: FidelityFlags) =>
      found({
        commands: flags.commands ?? 20_000,
        seed: flags.seed ?? 1,
        binaries: flags.server ?? [],
        version: flags.redisVersion ?? null,
        families: flags.family ?? [],
        jobs: flags.jobs ?? 1,
        withMock: flags.mock,
        format: flags.format ?? "text",
        summaryFile: flags.summary ?? null,
      }),
    );
}
