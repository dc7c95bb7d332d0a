import type { Command } from "commander";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { parseExaminedUnits } from "../arguments/parseExaminedUnits.ts";
import { parseJobs } from "../arguments/parseJobs.ts";
import { parseRedisVersion } from "../arguments/parseRedisVersion.ts";
import type { UpstreamOptions } from "../commands/upstream.ts";
import { unitsExamined } from "../upstream/unitsExamined.ts";
import { command, once, redisVersionHelp, refuseTogether } from "./flag.ts";

type UpstreamFlags = {
  readonly tests: string;
  readonly units?: string;
  readonly except?: readonly string[];
  readonly redisVersion?: RedisVersion;
  readonly jobs?: number;
  readonly all?: true;
  readonly logs?: string;
};

/** `upstream`. @param found told what it was asked */
export function upstreamCommand(found: (options: UpstreamOptions) => void): Command {
  return command("upstream", "Run Redis' own tests, which you have, with the model for a server.")
    .requiredOption("--tests <DIR>", "the unpacked sources of Redis, e.g. redis-7.0.15")
    .option("--units <LIST>", "such as unit/expire,unit/type/list (default: all that are examined)")
    .option(
      "--except <LIST>",
      "all that are examined but these, such as unit/geo,unit/hyperloglog",
      once("--except", parseExaminedUnits),
    )
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option("--jobs <N>", "run N units side by side (default: 1)", once("--jobs", parseJobs))
    .option("--all", "run what is known to fail as well; some of it never ends")
    .option("--logs <DIR>", "keep all that the suite says there")
    .addHelpText(
      "after",
      `
Exit codes: 0 all passed but the exceptions, which are printed; 1 some failed; 2 wrong usage, no tclsh, or no suite;
3 a unit said nothing; 130 interrupted before anything failed.`,
    )
    .action(({ tests, units, except, redisVersion, jobs, all, logs }: UpstreamFlags) => {
      refuseTogether("--units", units, "--except", except);
      found({
        tests,
        units: units?.split(",") ?? unitsExamined.filter((unit) => except?.includes(unit) !== true),
        redisVersion: redisVersion ?? "7.0",
        jobs: jobs ?? 1,
        all: all ?? false,
        logFolder: logs ?? null,
      });
    });
}
