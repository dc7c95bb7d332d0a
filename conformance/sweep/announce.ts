import { tellConfiguration } from "../../reports/tellConfiguration.ts";
import { drawScenario } from "../scheduler/drawScenario.ts";
import type { Terminal } from "../terminal.ts";
import { drawOptionsOf } from "./drawOptionsOf.ts";
import type { SubjectSweep } from "./sweepSubject.ts";

/** Says what is about to run; for a single seed also what the seed drew. */
export function announce({ subject, seeds, plan }: SubjectSweep, terminal: Terminal): void {
  const swarm =
    seeds.from === seeds.to
      ? drawScenario(seeds.from, drawOptionsOf(subject, plan.faults, plan.topology)).summary
      : [];
  terminal.out(`${tellConfiguration(plan, swarm).join("\n")}\n\n`);
}
