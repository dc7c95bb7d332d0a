import { tellConfiguration } from "../../reports/tellConfiguration.ts";
import { contractOf } from "../contracts/contractOf.ts";
import type { Terminal } from "../terminal.ts";
import type { SubjectSweep } from "./sweepSubject.ts";

/** Says what is about to run; for a single seed also what the seed drew. */
export function announce({ subject, seeds, plan }: SubjectSweep, terminal: Terminal): void {
  const swarm =
    seeds.from === seeds.to ? contractOf(subject).draw(seeds.from, subject, plan).summary : [];
  terminal.out(`${tellConfiguration(plan, swarm).join("\n")}\n\n`);
}
