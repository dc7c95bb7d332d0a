import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import type { BalancerStep, StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import { liveScenario, workers } from "../streamBalancer/liveScenario.ts";

const cycleMs = 9_000;
const cycles = 5;
const faultsMs = cycles * cycleMs + 1_000;

/**
 * Work is added all the time, while the master dies, the cluster elects another one, the dead one comes back and is handed
 * the role again. Some of it fails once, and a consumer is killed now and then.
 */
export const balancerFailovers: StreamBalancerScenario = liveScenario({
  topology: { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 1_000 },
  workers: workers(3, 400),
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
