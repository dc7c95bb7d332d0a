import { performance } from "node:perf_hooks";
import { tellProgress } from "../../reports/tellProgress.ts";
import type { Terminal } from "../terminal.ts";
import type { Tally } from "./createTally.ts";

/** How much there is to do: so many seeds, or as many as the time allows. */
export type Workload = { readonly seeds: number; readonly ms: number | null };

/**
 * Shows how far a sweep has come, ten times a second at most. It is called between seeds and has no timer of its own:
 * a real timer would be one more thing that happens at a time no seed decides.
 */
export function progressMeter(terminal: Terminal, workload: Workload, tally: Tally): () => void {
  const startedAt = performance.now();
  const seedsBefore = tally.seeds(); // of an earlier part of the same sweep
  let shownAt = Number.NEGATIVE_INFINITY;

  return () => {
    const now = performance.now();
    if (now - shownAt < 100) return;
    shownAt = now;

    const elapsedMs = now - startedAt;
    const seeds = tally.seeds() - seedsBefore;
    terminal.progress(
      tellProgress({
        seeds,
        elapsedMs,
        struck: [...tally.faults().values()].reduce((sum, times) => sum + times, 0),
        violated: tally.firstViolations().length,
        leftMs: leftMs(workload, seeds, elapsedMs),
      }),
    );
  };
}

function leftMs(workload: Workload, seeds: number, elapsedMs: number): number | null {
  const bySeeds = seeds === 0 ? null : (elapsedMs / seeds) * (workload.seeds - seeds);
  if (workload.ms === null) return bySeeds;
  return Math.max(0, Math.min(workload.ms - elapsedMs, bySeeds ?? Infinity));
}
