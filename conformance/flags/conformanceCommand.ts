import type { Command } from "commander";
import { parseDuration } from "../arguments/parseDuration.ts";
import type { GateOptions } from "../commands/conformance.ts";
import { command, once } from "./flag.ts";
import { toJudging, withJudgingFlags, type JudgingFlags } from "./judgingFlags.ts";
import { toRealServers, withServerFlags, type ServerFlags } from "./serverFlags.ts";

type GateFlags = JudgingFlags &
  ServerFlags & {
    readonly budget?: number;
    readonly regressions?: string;
  };

/** `conformance`. @param found told what it was asked */
export function conformanceCommand(found: (options: GateOptions) => void): Command {
  const gate = command(
    "conformance",
    "The gate: a canary, saved regressions, every rule until the time is used, then what real servers say.",
  )
    .option(
      "--budget <TIME>",
      "how long to look for more than the seeds that are run in any case, e.g. 5m (default: 1m)",
      once("--budget", (text) => parseDuration(text, "--budget")),
    )
    .option(
      "--regressions <DIR>",
      "artefacts that are replayed first (default: .claimcheck)",
      once("--regressions", String),
    );
  return withJudgingFlags(withServerFlags(gate), {
    seeds:
      "run in any case on each topology: 1..N, or A..B (default: 1..40, with --backend live 1)",
    topology: "(default: each on which the subject can be put on trial)",
  }).action((flags: GateFlags) => found(toGate(flags)));
}

const toGate = (flags: GateFlags): GateOptions => ({
  ...toJudging(flags),
  // A seed takes most of a minute on the wall clock.
  seeds: flags.seeds ?? { from: 1, to: flags.backend === "live" ? 1 : 40 },
  budgetMs: flags.budget ?? 60_000,
  regressions: flags.regressions ?? null,
  realServers: toRealServers(flags),
});
