import type { Command } from "commander";
import type { BackendName } from "../../spec/backend.ts";
import { contractNames } from "../../spec/contractFaults.ts";
import { strategyNames, type Search } from "../../spec/strategy.ts";
import { topologyKinds, type TopologyKind } from "../../spec/topology.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { knownName } from "../arguments/knownName.ts";
import { parseBackend } from "../arguments/parseBackend.ts";
import { parseCount } from "../arguments/parseCount.ts";
import { parseJobs } from "../arguments/parseJobs.ts";
import { parseRedisVersion } from "../arguments/parseRedisVersion.ts";
import { parseSeeds, type SeedRange } from "../arguments/parseSeeds.ts";
import { parseShard, type Shard } from "../arguments/parseShard.ts";
import { sweepFormats, type SweepFormat } from "../arguments/sweepFormats.ts";
import type { SimOptions } from "../commands/sim.ts";
import { exitCodes, once, redisVersionHelp, toFormat } from "./flag.ts";
import { parseContract } from "./parseContract.ts";

/** What says which subject, and on what it is judged: the same for one sweep and for the gate. */
export type JudgingFlags = {
  readonly contract?: string;
  readonly subject?: string;
  readonly module?: string;
  readonly backend?: BackendName;
  readonly topology?: TopologyKind;
  readonly seeds?: SeedRange;
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly strategy?: Search["strategy"];
  readonly base?: number;
  readonly report?: string;
  readonly format?: SweepFormat;
  readonly checkDeterminism?: true;
  readonly shrink: boolean;
  readonly redisVersion?: RedisVersion;
};

/** Adds them to a command. */
export function withJudgingFlags(
  judging: Command,
  help: { readonly seeds: string; readonly topology: string },
): Command {
  return judging
    .option("--seeds <N|A..B>", help.seeds, once("--seeds", parseSeeds))
    .option(
      "--contract <NAME>",
      `the contract: ${contractNames.join(", ")} (default: the one that has the subject)`,
      once("--contract", parseContract),
    )
    .option(
      "--subject <NAME>",
      "the implementation on trial (default: reference)",
      once("--subject", String),
    )
    .option(
      "--module <FILE>",
      "the TypeScript or JavaScript module that exports it",
      once("--module", String),
    )
    .option(
      "--backend <NAME>",
      "where Redis comes from: model, mock, lockstep, live (default: model)",
      once("--backend", parseBackend),
    )
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option(
      "--topology <NAME>",
      `how the nodes are arranged: ${topologyKinds.join(", ")} ${help.topology}`,
      once("--topology", parseTopology),
    )
    .option("--jobs <N>", "run N seeds side by side (default: 1)", once("--jobs", parseJobs))
    .option("--shard <I/N>", "only the I-th of N parts of the seeds", once("--shard", parseShard))
    .option(
      "--strategy <NAME>",
      `how seeds become scenarios: ${searches.join(", ")} (default: random; mixed where the time decides how many)`,
      once("--strategy", parseStrategy),
    )
    .option(
      "--base <N>",
      "the seed whose scenario is enumerated or resonated with (default: many take turns)",
      once("--base", (text) => parseCount("--base", text)),
    )
    .option("--report <DIR>", "save artefacts and reports there", once("--report", String))
    .option(
      "--format <NAME>",
      `${sweepFormats.join(", ")} (default: text)`,
      once("--format", toFormat(sweepFormats)),
    )
    .option("--check-determinism", "run each seed twice and compare the journals")
    .option("--no-shrink", "save scenarios as they were drawn")
    .addHelpText("after", exitCodes);
}

/** The options that they stand for. */
export function toJudging(
  flags: JudgingFlags,
): Omit<SimOptions, "seeds" | "faults" | "isComplete"> {
  const { module = null } = flags;
  return {
    contract: flags.contract ?? null,
    subject: flags.subject ?? null,
    module,
    backend: flags.backend ?? "model",
    shard: flags.shard ?? null,
    strategy: flags.strategy ?? null,
    base: flags.base ?? null,
    topology: flags.topology ?? null,
    jobs: flags.jobs ?? 1,
    reportFolder: flags.report ?? null,
    format: flags.format ?? "text",
    checkDeterminism: flags.checkDeterminism ?? false,
    shrink: flags.shrink,
    redisVersion: flags.redisVersion ?? "7.0",
  };
}

const parseTopology = (name: string): TopologyKind =>
  knownName("topology", name, topologyKinds, (topology) => topology);

const searches: readonly Search["strategy"][] = [...strategyNames, "mixed"];

const parseStrategy = (name: string): Search["strategy"] =>
  knownName("strategy", name, searches, (search) => search);
