import type { Subject } from "../adapters/subject.ts";
import type { RedisVersion } from "../sim/redis/versions/versionProfile.ts";
import type { SweepResult } from "../spec/result.ts";
import type { TopologyKind } from "../spec/topology.ts";
import { loadSubject } from "./subjectModule/loadSubject.ts";
import { planSweep } from "./sweep/planSweep.ts";
import { sweepSubject } from "./sweep/sweepSubject.ts";
import type { Terminal } from "./terminal.ts";

/** How much a subject is judged on, and where. Each has the default of the command line. */
export type JudgeOptions = {
  /** The seeds 1..N. Default: 100. */
  readonly seeds?: number;
  /** How the nodes are arranged. Default: the first on which the subject can be put on trial. */
  readonly topology?: TopologyKind;
  /** Kinds that may strike, or all that can. Default: all, on one node without those of nodes. */
  readonly faults?: readonly string[] | "all";
  /** Which server the model is. Default: 7.0. */
  readonly redisVersion?: RedisVersion;
  /** Whether what is found is made small, which takes some hundred runs for each violated rule. Default: true. */
  readonly shrink?: boolean;
  /** Where artefacts are saved. Default: ".claimcheck" in the working directory. */
  readonly folder?: string;
  /** The module that exports the subject. Threads load it from there, so event streamers of your own need it. */
  readonly module?: string;
};

/**
 * Puts a subject on trial on the model, as `claimcheck sim` does, and returns what it showed: for a test of your own.
 *
 * @param subject the subject, or the name of a built-in one
 * @throws InputError when the options cannot be met: a fault or a topology that does not exist, a folder that cannot be written
 */
export async function judge(
  subject: Subject | string,
  options: JudgeOptions = {},
): Promise<SweepResult> {
  const { module = null, seeds = 100 } = options;
  const found =
    typeof subject === "string" ? await loadSubject({ contract: null, subject, module }) : subject;
  const plan = planSweep(
    {
      backend: "model",
      seeds: { from: 1, to: seeds, forMs: null },
      shard: null,
      strategy: null,
      base: null,
      topology: options.topology ?? null,
      faults: options.faults ?? null,
      jobs: 1,
      reportFolder: options.folder ?? null,
      checkDeterminism: false,
      shrink: options.shrink ?? true,
      redisVersion: options.redisVersion ?? "7.0",
    },
    found,
    module,
  );
  return sweepSubject(plan, nobody);
}

/** Nobody watches a function: what it has to say is in its result. */
const nobody: Terminal = {
  out: () => {},
  err: () => {},
  progress: () => {},
  stopped: () => false,
  onStop: () => {},
};
