import type { SweepResult } from "../../spec/result.ts";
import type { Tally } from "./createTally.ts";
import type { SubjectSweep } from "./sweepSubject.ts";
import { verdictOf } from "./verdictOf.ts";

/** What a sweep showed: the tally's sums, the verdict over them, and what was found out after the seeds. */
export function resultOf(
  { plan, faultsNamed }: SubjectSweep,
  tally: Tally,
  after: Pick<SweepResult, "violations" | "wallMs" | "interrupted">,
): SweepResult {
  const { interrupted } = after;
  return {
    plan,
    ...verdictOf(tally, { faultsNamed, interrupted }),
    seeds: tally.seeds(),
    strategies: tally.strategies(),
    digest: tally.digest(),
    rules: tally.rules(),
    divergence: tally.divergence(),
    faults: tally.faults(),
    notStruck: tally.notStruck(),
    ledger: tally.ledger(),
    profile: tally.profile(),
    commands: tally.commands(),
    simulatedMs: tally.simulatedMs(),
    ...after,
  };
}
