import { performance } from "node:perf_hooks";
import { tellLiveReport } from "../live/liveReport.ts";
import type { Terminal } from "../terminal.ts";
import type { Tally } from "./createTally.ts";
import { progressMeter } from "./progressMeter.ts";
import { runSweep } from "./runSweep.ts";
import { countSeeds, seedsOf } from "./seedsOf.ts";
import { startJudges } from "./startJudges.ts";
import type { SubjectSweep } from "./sweepSubject.ts";

/**
 * Judges the seeds of a sweep and adds them to the tally, which may have earlier ones already.
 *
 * @returns true when somebody stopped it before its end
 */
export async function judgeSeeds(
  sweep: SubjectSweep,
  tally: Tally,
  terminal: Terminal,
): Promise<boolean> {
  const { subject, seeds, shard, plan, checkDeterminism } = sweep;
  const judges = await startJudges(sweep.jobs, {
    subject,
    module: sweep.module,
    faults: plan.faults,
    topology: plan.topology,
    backend: plan.backend,
    redisVersion: sweep.redisVersion,
    realServers: sweep.realServers,
    search: sweep.search,
    checkDeterminism,
    profile: sweep.profile,
    stopped: terminal.stopped,
    onLiveReport: (seed, report) => terminal.err(`${tellLiveReport(seed, report)}\n`),
  });
  const workload = { seeds: countSeeds(seeds, shard), ms: seeds.forMs };
  const endsAt = performance.now() + (seeds.forMs ?? Infinity);
  const goalReached = (): boolean =>
    sweep.stopAtRule !== null &&
    tally.firstViolations().some(({ rule }) => rule.rule === sweep.stopAtRule);
  let interrupted = false;

  try {
    await runSweep(
      {
        seeds: seedsOf(seeds, shard),
        judge: judges.judge,
        inFlightMax: judges.inFlightMax,
        stopped() {
          interrupted ||= terminal.stopped();
          if (interrupted || goalReached()) return true;
          return tally.seeds() > 0 && performance.now() >= endsAt; // one seed fits into any time
        },
        onSeed: progressMeter(terminal, workload, tally),
      },
      tally,
    );
  } finally {
    terminal.progress(null);
    await judges.close();
  }
  return interrupted;
}
