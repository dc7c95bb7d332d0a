import {
  type BalancerOptions,
  defaultBalancerOptions,
} from "../../spec/streamBalancer/contract.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import type { Topology } from "../../spec/topology.ts";

/** As short as a busy machine allows. */
const options: BalancerOptions = {
  ...defaultBalancerOptions,
  leaseMs: 2_000,
  minIdleMs: 3_000,
  scanIntervalMs: 3_000,
};

type Worker = StreamBalancerScenario["workers"][number];

/** So many consumers, and a producer. */
export const workers = (count: number, workMs: number): readonly Worker[] => [
  ...Array.from({ length: count }, (_, i) => ({
    role: "consumer" as const,
    name: `c${i + 1}`,
    startAtMs: 0,
    workMs,
    claimsExpired: true,
  })),
  { role: "producer", name: "p1", startAtMs: 0 },
];

/** A scenario for the wall clock; what its options need of quiet time it is given. */
export const liveScenario = (
  part: Pick<StreamBalancerScenario, "topology" | "workers" | "steps" | "faults" | "faultsMs">,
): StreamBalancerScenario => ({
  contract: "stream-balancer",
  latencyUs: { min: 0, max: 0 },
  options,
  quietMs: 0,
  ...part,
});

/** Of two consumers that own some of the work each one dies, and the other right after it has acknowledged the first entry that it recovers. */
export const diesAfterAcknowledging = (topology: Topology): StreamBalancerScenario =>
  liveScenario({
    topology,
    workers: workers(2, 60_000),
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
