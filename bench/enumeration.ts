import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { casesOf, enumeratedKinds } from "../conformance/search/enumeration.ts";
import { recordRun } from "../conformance/search/recording.ts";
import { createTally } from "../conformance/sweep/createTally.ts";
import { runSweep } from "../conformance/sweep/runSweep.ts";
import { seedsOf } from "../conformance/sweep/seedsOf.ts";
import { startJudges } from "../conformance/sweep/startJudges.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

/** Its run without faults sends a little more than 400 commands. */
const base = 20;
const secondsMax = 30;

/**
 * Every command of one scenario with a crash before it, a crash after it, and its reply lost, as `npm run sim -- --strategy
 * enumeration --base 20` does it: on all cores, by the clock on the wall.
 */
export async function enumeration(): Promise<BenchResult> {
  const subject = referenceScheduler;
  const options = { topology: "standalone", redisVersion: "7.0" } as const;
  const recording = await recordRun(subject, base, options);
  const cases = casesOf(recording, enumeratedKinds).length;
  const jobs = availableParallelism();
  const tally = createTally(enumeratedKinds);
  let seconds = 0;
  const cpuMs = await cpuTime(async () => {
    const begin = performance.now();
    const judges = await startJudges(jobs, {
      ...options,
      subject,
      module: null,
      backend: "model",
      faults: enumeratedKinds,
      search: { strategy: "enumeration", base },
      checkDeterminism: false,
    });
    const { judge, inFlightMax } = judges;
    const seeds = seedsOf({ from: 1, to: cases }, null);
    await runSweep({ seeds, judge, inFlightMax, stopped: () => false, onSeed: () => {} }, tally);
    await judges.close();
    seconds = (performance.now() - begin) / 1_000;
  });
  const violated = tally.firstViolations().map(({ rule }) => rule.rule);
  if (violated.length > 0)
    throw new Error(`bench/enumeration: the reference violates ${violated.join(", ")}`);
  return {
    verdict: seconds < secondsMax ? "reached" : "missed",
    summary: `${recording.requests.length} commands enumerated at depth one in ${seconds.toFixed(1)} s on ${jobs} cores (asked: under ${secondsMax} s)`,
    lines: [
      `${cases} runs of ${(cpuMs / cases).toFixed(1)} ms of processor time`,
      `${tally.commands()} commands, ${(tally.simulatedMs() / 3_600_000).toFixed(0)} h simulated`,
    ],
  };
}
