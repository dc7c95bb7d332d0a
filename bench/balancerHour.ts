import { referenceBalancer } from "../adapters/streamBalancer/reference/referenceBalancer.ts";
import { runScenario } from "../conformance/streamBalancer/runScenario.ts";
import { balancerScenario } from "./balancerScenario.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const hourMs = 3_600_000;
const secondsMax = 120;
const consumers = 100;
const streams = 10_000;
/** Part of the consumers that crash each minute. */
const crashing = 0.05;

/**
 * An hour of 100 consumers to which 10,000 data streams are given, each of which takes 20 s, while each minute 5 of the
 * consumers crash: the reference with the published defaults, judged in full.
 */
export async function balancerHour(): Promise<BenchResult> {
  const scenario = balancerScenario({
    consumers,
    streams,
    addedMs: hourMs,
    workMs: 20_000,
    forMs: hourMs,
    crashes: consumers * crashing,
  });
  let told = "";
  const ms = await cpuTime(async () => {
    const { verdicts, undecided, history, faults, commands } = await runScenario({
      subject: referenceBalancer,
      scenario,
      seed: 1,
      journal: "digest",
    });
    const violated = verdicts.flatMap(({ rule, violations }) =>
      violations.slice(0, 1).map(({ because }) => `${rule.id}: ${because}`),
    );
    if (violated.length + undecided.length > 0)
      throw new Error(`bench/balancerHour: ${JSON.stringify([violated, undecided])}`);
    const worked = history.filter(({ type }) => type === "worked").length;
    const crashes = faults.get("crash") ?? 0;
    told = `${worked} pieces of work done, ${crashes} crashes, ${commands} commands, ${history.length} events, ${verdicts.length} rules`;
  });
  return {
    verdict: ms < secondsMax * 1000 ? "reached" : "missed",
    summary: `${consumers} consumers, ${streams} data streams, an hour: ${(ms / 1000).toFixed(1)} s (asked: less than ${secondsMax})`,
    lines: [told],
  };
}
