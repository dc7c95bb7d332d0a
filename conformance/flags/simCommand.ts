import type { Command } from "commander";
import { everyFaultKind } from "../../spec/contractFaults.ts";
import { parseDuration } from "../arguments/parseDuration.ts";
import { parseFaults } from "../arguments/parseFaults.ts";
import { parseSeed } from "../arguments/parseSeeds.ts";
import type { SimOptions } from "../commands/sim.ts";
import { command, once, profileHelp, refuseTogether } from "./flag.ts";
import { toJudging, withJudgingFlags, type JudgingFlags } from "./judgingFlags.ts";
import { toRealServers, withServerFlags, type ServerFlags } from "./serverFlags.ts";

/** What was given. */
export type SimFlags = JudgingFlags &
  ServerFlags & {
    readonly seed?: number;
    readonly for?: number;
    readonly faults?: readonly string[] | "all";
    readonly profile?: true;
  };

/** `sim`. @param found told what was given */
export function simCommand(found: (flags: SimFlags) => void): Command {
  const sim = command("sim", "Judge a subject on many seeds. Without flags: a demonstration.")
    .option("--seed <N>", "one seed, e.g. 42 or 0x5eed", once("--seed", parseSeed))
    .option(
      "--for <TIME>",
      "seeds from 1 on until the time is used, e.g. 60s",
      once("--for", (text) => parseDuration(text)),
    )
    .option(
      "--faults <LIST>",
      "none, all, or kinds separated by commas (default: all; on one node those of nodes only when asked for)",
      once("--faults", toFaults),
    )
    .option("--profile", profileHelp);
  return withJudgingFlags(withServerFlags(sim), {
    seeds: "seeds 1..N, or A..B (default: 1..100)",
    topology: "(default: standalone, or what the subject needs)",
  }).action((flags: SimFlags) => found(flags));
}

/** The options that the flags stand for. */
export function toSim(flags: SimFlags): SimOptions {
  refuseTogether("--seed", flags.seed, "--seeds", flags.seeds);
  refuseTogether("--seed", flags.seed, "--for", flags.for);
  refuseTogether("--seeds", flags.seeds, "--for", flags.for);
  refuseTogether("--seed", flags.seed, "--shard", flags.shard);
  const { seed, seeds, for: forMs, strategy, base } = flags;
  return {
    ...toJudging(flags),
    seeds: toSeeds(flags),
    faults: flags.faults ?? null,
    realServers: toRealServers(flags),
    profile: flags.profile,
    isComplete:
      strategy === "enumeration" &&
      base !== undefined &&
      [seed, seeds, forMs].every((given) => given === undefined),
  };
}

function toSeeds(flags: SimFlags): SimOptions["seeds"] {
  if (flags.seed !== undefined) return { from: flags.seed, to: flags.seed, forMs: null };
  if (flags.for !== undefined) return { from: 1, to: Number.MAX_SAFE_INTEGER, forMs: flags.for };
  return { ...(flags.seeds ?? { from: 1, to: 100 }), forMs: null };
}

const toFaults = (text: string): SimFlags["faults"] =>
  text === "all" ? "all" : parseFaults(text, everyFaultKind);
