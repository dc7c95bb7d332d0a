import type { SchedulerFault } from "../../spec/scheduler/fault.ts";
import type { SchedulerScenario, SchedulerStep } from "../../spec/scheduler/scenario.ts";
import { misled } from "../live/liveCanary.ts";
import type { Topology } from "../../spec/topology.ts";

/** Six nodes, which notice in a second that one is missing. */
const cluster: Topology = {
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: 1_000,
};

type Part = Partial<SchedulerScenario> & Pick<SchedulerScenario, "faultsMs" | "quietMs">;

const scenario = (part: Part): SchedulerScenario => ({
  contract: "scheduler",
  topology: { kind: "standalone" },
  latencyUs: { min: 0, max: 0 },
  workers: workers(2, 30),
  legacy: [],
  steps: [],
  faults: [],
  ...part,
});

const workers = (count: number, pollMs: number, dispatchMs = 2): SchedulerScenario["workers"] =>
  Array.from({ length: count }, (_, i) => ({
    name: `w${i + 1}`,
    pollMs,
    dispatchMs,
    startAtMs: 0,
  }));

/** Schedules that `w1` ... define at the beginning. */
const defined = (count: number, everyMs: number, definers = 1): SchedulerStep[] =>
  Array.from({ length: count }, (_, i) => ({
    atMs: 300 + i,
    by: `w${(i % definers) + 1}`,
    do: "define",
    schedule: { id: `s${i + 1}`, everyMs: everyMs + 50 * i },
  }));

const cycleMs = 6_000;
const cycles = 12;

/**
 * The master dies, the cluster elects another one, the dead one comes back and is handed the role again: more often than is
 * asked for, because on a busy machine one may come to nothing.
 */
export const manyFailovers: SchedulerScenario = scenario({
  topology: cluster,
  workers: workers(3, 20),
  faultsMs: cycles * cycleMs + 1_000,
  quietMs: 5_000,
  steps: defined(12, 200, 3),
  faults: Array.from({ length: cycles }, (_, i): SchedulerFault[] => {
    const atMs = 1_000 + i * cycleMs;
    return [
      { fault: "failover-automatic", atMs, slot: "data", restartAfterMs: 100 },
      { fault: "failover-manual", atMs: atMs + 4_500, node: "replica 1 of data" },
    ];
  }).flat(),
});

/** So long somebody might still be at work on what was claimed. */
const afterALease = 20_000;
/** What is promised in time is given more of it where the machine is busy: six seconds were seen. */
const afterATolerance = 16_000;
const lostReplies: readonly SchedulerFault[] = [1_200, 2_000, 2_800].map((atMs) => ({
  fault: "lose-reply",
  atMs,
  process: "w1",
  request: 1,
}));

/** A subject, what befalls it, and the rule that it breaks then. */
export type LiveShow = {
  readonly subject: string;
  readonly rule: string;
  readonly scenario: SchedulerScenario;
};

/** What broken subjects show on real servers. */
export const liveShows: readonly LiveShow[] = [
  // A worker that finds something due with each poll: its next request is a claim that is granted, and nobody hears of it.
  {
    subject: "broken/hasNoLease",
    rule: "SC-3",
    scenario: scenario({
      faultsMs: 3_500,
      quietMs: afterALease,
      workers: workers(1, 400),
      steps: defined(1, 300),
      faults: lostReplies,
    }),
  },
  {
    subject: "broken/resendConsumesAnOccurrence",
    rule: "SC-3",
    scenario: scenario({
      faultsMs: 3_500,
      quietMs: afterALease,
      workers: workers(1, 400),
      steps: defined(1, 300),
      faults: lostReplies,
    }),
  },
  { subject: "broken/trustsTheScore", rule: "SC-1", scenario: misled("standalone") },
  {
    subject: "broken/claimsInTwoSteps",
    rule: "SC-2",
    scenario: scenario({
      faultsMs: 3_000,
      quietMs: 200,
      workers: workers(3, 5, 1),
      steps: defined(1, 50),
    }),
  },
  {
    subject: "broken/keepsOrphansInTheIndex",
    rule: "SC-5",
    scenario: scenario({
      faultsMs: 1_500,
      quietMs: afterATolerance,
      steps: defined(1, 300),
      faults: [{ fault: "orphan-member", atMs: 1_000, id: "ghost" }],
    }),
  },
  {
    subject: "broken/callsScriptsByHashOnly",
    rule: "SC-13",
    scenario: scenario({
      faultsMs: 2_000,
      quietMs: afterATolerance,
      steps: defined(1, 300),
      faults: [{ fault: "script-flush", atMs: 1_200 }],
    }),
  },
  {
    subject: "broken/takesALostReplyForSuccess",
    rule: "SC-20",
    scenario: scenario({
      faultsMs: 4_500,
      quietMs: 1_500,
      // w2 says nothing of its own accord, so that the next that it says is the change, even where all is a second late.
      workers: [...workers(1, 50), { name: "w2", pollMs: 10_000, dispatchMs: 0, startAtMs: 0 }],
      steps: [
        ...defined(1, 300),
        { atMs: 3_000, by: "w2", do: "define", schedule: { id: "s2", everyMs: 300 } },
      ],
      faults: [{ fault: "cut-request", atMs: 1_800, process: "w2", request: 1 }],
    }),
  },
  {
    subject: "broken/remembersTheNode",
    rule: "SC-13",
    scenario: scenario({
      topology: cluster,
      faultsMs: 2_500,
      quietMs: afterATolerance,
      steps: defined(2, 300),
      faults: [{ fault: "failover-manual", atMs: 1_500, node: "replica 1 of data" }],
    }),
  },
  {
    subject: "broken/ignoresWaitsCount",
    rule: "SC-20",
    scenario: scenario({
      topology: cluster,
      faultsMs: 5_500,
      quietMs: 3_000,
      steps: [
        ...defined(1, 300),
        { atMs: 2_200, by: "w2", do: "define", schedule: { id: "s2", everyMs: 300 } },
      ],
      faults: [
        { fault: "replication-cut", atMs: 1_200, node: "replica 1 of data", forMs: 4_000 },
        { fault: "failover-takeover", atMs: 4_600, node: "replica 1 of data" },
      ],
    }),
  },
];
