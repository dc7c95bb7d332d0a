import type { Command } from "commander";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { parseRedisVersion } from "../arguments/parseRedisVersion.ts";
import type { ListFormat, ListOptions } from "../commands/list.ts";
import { command, once, redisVersionHelp, toFormat } from "./flag.ts";
import { parseContract } from "./parseContract.ts";

const listFormats: readonly ListFormat[] = ["text", "json"];

/** `list`. @param found told what it was asked */
export function listCommand(found: (options: ListOptions) => void): Command {
  return command("list", "Name the contracts, subjects, rules, faults, and commands of the model.")
    .option(
      "--format <NAME>",
      `${listFormats.join(", ")} (default: text)`,
      once("--format", toFormat(listFormats)),
    )
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option("--contract <NAME>", "only what is its own", once("--contract", parseContract))
    .action(
      (flags: {
        readonly format?: ListFormat;
        readonly redisVersion?: RedisVersion;
        readonly contract?: string;
      }) =>
        found({
          format: flags.format ?? "text",
          redisVersion: flags.redisVersion ?? "7.0",
          contract: flags.contract ?? null,
        }),
    );
}
