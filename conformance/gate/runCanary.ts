import type { CanaryResult } from "../../spec/gateResult.ts";
import { createTally } from "../sweep/createTally.ts";
import { judgeSeeds } from "../sweep/judgeSeeds.ts";
import type { SubjectSweep } from "../sweep/sweepSubject.ts";
import type { Terminal } from "../terminal.ts";

/** Judges a subject with a known defect until it is caught, in the same way as everything that is judged afterwards. */
export async function runCanary(sweep: SubjectSweep, terminal: Terminal): Promise<CanaryResult> {
  if (sweep.plan.backend === "live") {
    const { runLiveCanary } = await import("../live/liveCanary.ts");
    return runLiveCanary(sweep, terminal);
  }
  const tally = createTally(sweep.plan.faults);
  await judgeSeeds(sweep, tally, terminal);
  const found = tally.firstViolations().find(({ rule }) => rule.rule === sweep.stopAtRule);
  return {
    subject: sweep.subject.name,
    rule: sweep.stopAtRule ?? "",
    topology: sweep.plan.topology,
    caughtBy: found?.seed ?? null,
    seeds: tally.seeds(),
    undecided: tally.undecided()[0]?.reason ?? null,
  };
}
