import {
  type BalancerOptions,
  defaultBalancerOptions,
} from "../../spec/streamBalancer/contract.ts";
import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import type { BalancerStep, StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";

const options: BalancerOptions = {
  ...defaultBalancerOptions,
  leaseMs: 2_000,
  minIdleMs: 3_000,
  scanIntervalMs: 3_000,
};

type Worker = StreamBalancerScenario["workers"][number];

const consumers = (count: number, workMs: number): readonly Worker[] =>
  Array.from({ length: count }, (_, i) => ({
    role: "consumer" as const,
    name: `c${i + 1}`,
    startAtMs: 0,
    workMs,
    claimsExpired: true,
  }));

const producer: Worker = { role: "producer", name: "p1", startAtMs: 0 };

const scenario = (
  part: Pick<StreamBalancerScenario, "topology" | "workers" | "steps" | "faults" | "faultsMs">,
): StreamBalancerScenario => ({
  contract: "stream-balancer",
  latencyUs: { min: 0, max: 0 },
  options,
  quietMs: 0, // what the options need is given
  ...part,
});

const cycleMs = 9_000;
const cycles = 5;
const faultsMs = cycles * cycleMs + 1_000;

/**
 * Work is added all the time, while the master dies, the cluster elects another one, the dead one comes back and is handed
 * the role again. Some of it fails once, and a consumer is killed now and then.
 */
export const balancerFailovers: StreamBalancerScenario = scenario({
  topology: { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 1_000 },
  workers: [...consumers(3, 400), producer],
  faultsMs,
  steps: Array.from({ length: Math.floor(faultsMs / 500) - 2 }, (_, i): BalancerStep => ({
    atMs: 700 + i * 500,
    by: "p1",
    do: "add",
    name: `d${i}`,
    count: 1,
    fails: i % 10 === 0 ? 1 : 0,
  })),
  faults: Array.from({ length: cycles }, (_, i): readonly StreamBalancerFault[] => {
    const atMs = 1_500 + i * cycleMs;
    return [
      { fault: "failover-automatic", atMs, slot: "data", restartAfterMs: 100 },
      { fault: "crash", atMs: atMs + 1_000, process: "c2", restartAfterMs: 2_000 },
      { fault: "failover-manual", atMs: atMs + 6_500, node: "replica 1 of data" },
    ];
  }).flat(),
});

/** Of two consumers that own some of the work each one dies, and the other right after it has acknowledged the first entry that it recovers. */
export const balancerCrash: StreamBalancerScenario = scenario({
  topology: { kind: "standalone" },
  workers: [...consumers(2, 60_000), producer],
  faultsMs: 20_000,
  steps: Array.from({ length: 4 }, (_, i) => ({
    atMs: 1_500 + i * 300,
    by: "p1",
    do: "add",
    name: `d${i + 1}`,
    count: 1,
    fails: 0,
  })),
  faults: [
    { fault: "crash", atMs: 3_500, process: "c1", restartAfterMs: 10_000 },
    {
      fault: "crash",
      atMs: 3_500,
      process: "c2",
      request: 1,
      command: "XACK",
      edge: "after",
      restartAfterMs: 10_000,
    },
  ],
});
