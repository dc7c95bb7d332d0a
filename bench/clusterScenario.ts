import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { drawScenario } from "../conformance/scheduler/drawScenario.ts";
import { runScenario } from "../conformance/scheduler/runScenario.ts";
import { schedulerFaultKinds } from "../spec/fault.ts";
import { nodeFaultKinds } from "../spec/nodeFault.ts";
import type { SchedulerScenario } from "../spec/scheduler/scenario.ts";
import type { Topology } from "../spec/topology.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const seeds = 12;
const rounds = 3;
const hourMs = 3_600_000;
const standalone: Topology = { kind: "standalone" };
/** Six nodes, with the node timeout that the scenario was drawn with. */
const sixNodes = ({ topology }: SchedulerScenario): Topology => ({
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: topology.kind === "cluster" ? topology.nodeTimeoutMs : 15_000,
});

/** The faults that strike on one node as well as on six, none of which a cluster answers with a failover. */
const faults = schedulerFaultKinds.filter(
  (kind) => !nodeFaultKinds.some((nodeKind) => nodeKind === kind),
);

/** The same scenarios on one node and on six, side by side: what seeds draw, and a calm hour of three workers. */
export async function clusterScenario(): Promise<BenchResult> {
  const drawn = Array.from({ length: seeds }, (_, i) => {
    const { capabilities, declares } = referenceScheduler;
    return drawScenario(i + 1, { capabilities, declares, faults, topology: "cluster" }).scenario;
  });
  const rows = [
    await compare(`${seeds} drawn scenarios`, drawn),
    await compare("an hour of three workers", [calmHour]),
  ];
  const worst = Math.max(...rows.map(({ ratio }) => ratio));
  return {
    verdict: worst <= 2.5 ? "reached" : "missed",
    summary: `six nodes cost at most ${worst.toFixed(2)} times one node (asked: at most 2.5)`,
    lines: rows.map(
      ({ name, one, six, ratio }) =>
        `${name.padEnd(26)} ${one.toFixed(0)} ms on one node, ${six.toFixed(0)} ms on six: ${ratio.toFixed(2)} times`,
    ),
  };
}

/** The fastest round of either, taking turns. */
async function compare(name: string, scenarios: readonly SchedulerScenario[]) {
  let one = Infinity;
  let six = Infinity;
  for (let round = 0; round < rounds; round++) {
    one = Math.min(one, await cpuTime(() => runAll(scenarios, () => standalone)));
    six = Math.min(six, await cpuTime(() => runAll(scenarios, sixNodes)));
  }
  return { name, one, six, ratio: six / one };
}

async function runAll(
  scenarios: readonly SchedulerScenario[],
  topologyOf: (scenario: SchedulerScenario) => Topology,
): Promise<void> {
  for (const [index, scenario] of scenarios.entries()) {
    const run = await runScenario({
      subject: referenceScheduler,
      scenario: { ...scenario, topology: topologyOf(scenario) },
      seed: index + 1,
      journal: "digest",
    });
    const violated = run.verdicts.filter(({ verdict }) => verdict === "violated");
    if (run.undecided.length + violated.length > 0)
      throw new Error(`bench/clusterScenario: ${JSON.stringify([run.undecided, violated])}`);
  }
}

const calmHour: SchedulerScenario = {
  contract: "scheduler",
  topology: standalone,
  latencyUs: { min: 100, max: 500 },
  workers: ["w1", "w2", "w3"].map((name, i) => ({
    name,
    pollMs: 1_000,
    dispatchMs: 0,
    startAtMs: i * 300,
  })),
  faultsMs: hourMs,
  quietMs: 0,
  legacy: [],
  steps: [1, 2, 3, 4, 5].map((i) => ({
    atMs: 1_000 + i,
    by: "w1",
    do: "define",
    schedule: { id: `s${i}`, everyMs: 60_000 },
  })),
  faults: [],
};
