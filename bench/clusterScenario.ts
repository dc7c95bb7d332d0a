import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { drawScenario } from "../conformance/scheduler/drawScenario.ts";
import { runScenario } from "../conformance/scheduler/runScenario.ts";
import { schedulerFaultKinds } from "../spec/scheduler/fault.ts";
import { nodeFaultKinds } from "../spec/nodeFault.ts";
import type { SchedulerScenario } from "../spec/scheduler/scenario.ts";
import type { Topology } from "../spec/topology.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const seeds = 12;
/** The first rounds are slower, for what is new has to be compiled; a busy machine disturbs some of the others. */
const rounds = 7;
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

/** Sums of what each scenario took in its fastest round: one after the other on one node and on six, in turns. */
async function compare(name: string, scenarios: readonly SchedulerScenario[]) {
  const fastest = scenarios.map(() => ({ one: Infinity, six: Infinity }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, scenario] of scenarios.entries()) {
      const best = fastest[index]!;
      const time = (topology: Topology) => cpuTime(() => run({ ...scenario, topology }, index + 1));
      best.one = Math.min(best.one, await time(standalone));
      best.six = Math.min(best.six, await time(sixNodes(scenario)));
    }
  }
  const one = fastest.reduce((sum, best) => sum + best.one, 0);
  const six = fastest.reduce((sum, best) => sum + best.six, 0);
  return { name, one, six, ratio: six / one };
}

async function run(scenario: SchedulerScenario, seed: number): Promise<void> {
  const { verdicts, undecided } = await runScenario({
    subject: referenceScheduler,
    scenario,
    seed,
    journal: "digest",
  });
  const violated = verdicts.filter(({ verdict }) => verdict === "violated");
  if (undecided.length + violated.length > 0)
    throw new Error(`bench/clusterScenario: ${JSON.stringify([undecided, violated])}`);
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
