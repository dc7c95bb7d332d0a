import { referenceBalancer } from "../adapters/streamBalancer/reference/referenceBalancer.ts";
import { runScenario } from "../conformance/streamBalancer/runScenario.ts";
import { balancerScenario } from "./balancerScenario.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const minuteMs = 60_000;
const forMs = 5 * minuteMs;

/** Consumers that have nothing to do, and data streams that some of them work on all the time. */
const sizes = [
  { consumers: 10, pending: 0 },
  { consumers: 30, pending: 0 },
  { consumers: 100, pending: 0 },
  { consumers: 10, pending: 100 },
  { consumers: 10, pending: 300 },
  { consumers: 10, pending: 1_000 },
] as const;

type Row = {
  readonly consumers: number;
  readonly pending: number;
  readonly commands: number;
  readonly events: number;
  readonly ms: number;
};

/**
 * What five minutes cost with more consumers, and with more data streams that they own: requests and processor time grow no
 * faster than they do. (What the servers do for a renewal is one step for each lease.)
 */
export async function balancerGrowth(): Promise<BenchResult> {
  const rows: Row[] = [];
  for (const { consumers, pending } of sizes) {
    const scenario = balancerScenario({
      consumers,
      streams: pending,
      addedMs: 10_000,
      workMs: forMs,
      forMs,
      crashes: 0,
    });
    let row = { consumers, pending, commands: 0, events: 0 };
    const ms = await cpuTime(async () => {
      const run = await runScenario({ subject: referenceBalancer, scenario, seed: 1, journal: "digest" }); // prettier-ignore
      row = { ...row, commands: run.commands, events: run.history.length };
    });
    rows.push({ ...row, ms });
  }
  const worst = Math.max(growth(rows, "consumers"), growth(rows, "pending"));
  return {
    verdict: worst <= 2 ? "reached" : "missed",
    summary: `ten times as many cost at most ${(10 * worst).toFixed(1)} times as much (asked: 20)`,
    lines: [
      "consumers  pending  commands  events  ms",
      ...rows.map(
        ({ consumers, pending, commands, events, ms }) =>
        [`${consumers}`.padStart(9), `${pending}`.padStart(7), `${commands}`.padStart(8), `${events}`.padStart(6), ms.toFixed(0)].join("  "), // prettier-ignore
      ),
    ],
  };
}

/** By how much the costliest step outgrows what grew: 1 when ten times as many cost ten times as much. */
function growth(rows: readonly Row[], by: "consumers" | "pending"): number {
  const own = rows.filter(({ pending }) => (by === "pending" ? pending > 0 : pending === 0));
  const ratios = own.slice(1).map((row, i) => {
    const before = own[i]!;
    return row.ms / before.ms / (row[by] / before[by]);
  });
  return Math.max(...ratios);
}
