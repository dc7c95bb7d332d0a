import { InputError } from "../../spec/inputError.ts";

/** "npm run sim --seeds 5", without "--", runs this program without the flag. Better to say so than to judge the wrong seeds. */
export function refuseFlagsThatNpmTook(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const name of [
    "seed",
    "seeds",
    "subject",
    "module",
    "budget",
    "regressions",
    "image",
    "servers",
    "faults",
    "shard",
    "check-determinism",
    "redis-version",
    "until",
    "backend",
    "topology",
    "port",
    "host",
    "commands",
    "server",
    "family",
    "strategy",
    "base",
    "contract",
    "profile",
  ]) {
    const value = environment[`npm_config_${name.replaceAll("-", "_")}`];
    if (value === undefined || argv.some((argument) => argument.startsWith(`--${name}`))) continue;
    throw new InputError(
      "FLAG_TAKEN_BY_NPM",
      `npm kept "--${name}" for itself; put "--" before the flags: npm run ${argv[0] ?? "sim"} -- --${name} ...`,
    );
  }
}
