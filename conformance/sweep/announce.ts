import { tellConfiguration } from "../../reports/tellConfiguration.ts";
import { trialOf } from "../search/trialOf.ts";
import type { Terminal } from "../terminal.ts";
import type { SubjectSweep } from "./sweepSubject.ts";

/** Says what is about to run; for a single seed also what the seed drew. */
export async function announce(
  { subject, seeds, plan, search, redisVersion }: SubjectSweep,
  terminal: Terminal,
): Promise<void> {
  const swarm =
    seeds.from === seeds.to
      ? (await trialOf(seeds.from, subject, search, { ...plan, redisVersion })).summary
      : [];
  terminal.out(`${tellConfiguration(plan, swarm).join("\n")}\n\n`);
}
