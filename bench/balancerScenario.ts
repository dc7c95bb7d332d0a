import { Random } from "../sim/random.ts";
import { defaultBalancerOptions } from "../spec/streamBalancer/contract.ts";
import type { StreamBalancerScenario } from "../spec/streamBalancer/scenario.ts";

const minuteMs = 60_000;

export type BalancerLoad = {
  readonly consumers: number;
  /** Data streams that are added, each once. */
  readonly streams: number;
  /** Within how long they are added. */
  readonly addedMs: number;
  readonly workMs: number;
  readonly forMs: number;
  /** Crashes in each minute. */
  readonly crashes: number;
};

/** Consumers with the published defaults under a load, on one node. */
export function balancerScenario(load: BalancerLoad): StreamBalancerScenario {
  const { consumers, streams, addedMs, workMs, forMs, crashes } = load;
  const random = new Random("balancer load");
  const names = Array.from({ length: consumers }, (_, i) => `c${i + 1}`);
  const within = (ms: number): number => 1_000 + random.below(ms - 1_000);
  const byTime = (a: { readonly atMs: number }, b: { readonly atMs: number }): number =>
    a.atMs - b.atMs;
  return {
    contract: "stream-balancer",
    topology: { kind: "standalone" },
    latencyUs: { min: 200, max: 1_000 },
    options: defaultBalancerOptions,
    workers: [
      ...names.map((name) => {
        const startAtMs = random.below(Math.min(forMs, minuteMs));
        return { role: "consumer" as const, name, startAtMs, workMs, claimsExpired: true };
      }),
      { role: "producer", name: "p1", startAtMs: 0 },
    ],
    faultsMs: forMs,
    quietMs: 5 * minuteMs,
    steps: Array.from({ length: streams }, (_, i) => ({
      atMs: within(addedMs),
      by: "p1",
      do: "add" as const,
      name: `d${i + 1}`,
      count: 1,
      fails: 0,
    })).sort(byTime),
    faults: Array.from({ length: Math.round((crashes * forMs) / minuteMs) }, () => ({
      fault: "crash" as const,
      atMs: within(forMs),
      process: random.pick(names),
      restartAfterMs: random.between(1_000, 10_000),
    })).sort(byTime),
  };
}
