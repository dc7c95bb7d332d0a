import type { FoundViolation, SweepResult } from "../../spec/result.ts";
import { saveViolation } from "../artefacts/saveViolation.ts";
import { currentCommit } from "../currentCommit.ts";
import { resultOf } from "../sweep/resultOf.ts";
import { withBlame } from "../sweep/withBlame.ts";
import type { Terminal } from "../terminal.ts";
import type { JudgedSweep } from "./judgeRules.ts";

/**
 * Makes what violated each rule small, and saves and tells it: once for each rule, from the first topology on which it
 * was violated.
 */
export async function saveFindings(
  judged: readonly JudgedSweep[],
  terminal: Terminal,
): Promise<readonly SweepResult[]> {
  const told = new Set<string>();
  const results: SweepResult[] = [];
  for (const { sweep, tally, wallMs, interrupted } of judged) {
    const violations: FoundViolation[] = [];
    // A run that differs from itself can be neither shrunk nor replayed.
    const found = tally.divergence() === null ? tally.firstViolations() : [];
    for (const first of found) {
      if (told.has(first.rule.rule)) continue;
      told.add(first.rule.rule);
      const { subject, module, plan, redisVersion, realServers, folder } = sweep;
      const { backend, faults, topology, versions } = plan;
      const shrinkRunsMax = terminal.stopped() ? 0 : sweep.shrinkRunsMax;
      const commit = currentCommit();
      violations.push(
        await saveViolation(first, {
          subject,
          module,
          backend,
          faults,
          topology,
          redisVersion,
          realServers,
          shrinkRunsMax,
          folder,
          versions,
          commit,
          terminal,
        }),
      );
    }
    const result = resultOf(sweep, tally, { violations, wallMs, interrupted });
    results.push(await withBlame(result, sweep, terminal));
  }
  return results;
}
