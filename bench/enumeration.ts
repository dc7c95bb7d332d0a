import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { contractOf } from "../conformance/contracts/contractOf.ts";
import { casesOf, enumerated, enumeratedKinds } from "../conformance/search/enumeration.ts";
import { recordRun } from "../conformance/search/recording.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

/** Its run without faults sends a little more than 400 commands. */
const base = 20;
const secondsMax = 30;

/** Every command of one scenario with a crash before it, a crash after it, and its reply lost. */
export async function enumeration(): Promise<BenchResult> {
  const subject = referenceScheduler;
  const { run } = contractOf(subject);
  const options = { topology: "standalone", redisVersion: "7.0" } as const;
  const recording = await recordRun(subject, base, options);
  const cases = casesOf(recording, enumeratedKinds);
  const totals = { commands: 0, simulatedMs: 0, violated: 0 };
  const ms = await cpuTime(async () => {
    for (const n of cases.keys()) {
      const { scenario } = enumerated(recording, cases, n);
      const shown = await run({ subject, scenario, seed: base, journal: "digest" });
      totals.commands += shown.commands;
      totals.simulatedMs += shown.simulatedMs;
      totals.violated += shown.verdicts.filter(({ verdict }) => verdict === "violated").length;
    }
  });
  if (totals.violated > 0)
    throw new Error(`bench/enumeration: ${totals.violated} rules violated by the reference`);
  const seconds = ms / 1_000;
  return {
    verdict: seconds < secondsMax ? "reached" : "missed",
    summary: `${recording.requests.length} commands enumerated at depth one in ${seconds.toFixed(1)} s of one core (asked: under ${secondsMax} s)`,
    lines: [
      `${cases.length} runs of ${(ms / cases.length).toFixed(1)} ms`,
      `${totals.commands} commands, ${(totals.simulatedMs / 3_600_000).toFixed(0)} h simulated`,
    ],
  };
}
