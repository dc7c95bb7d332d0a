import { asScheduler } from "../../adapters/scheduler/subject.ts";
import { asStreamBalancer } from "../../adapters/streamBalancer/subject.ts";
import type { Subject } from "../../adapters/subject.ts";
import type { CanaryResult } from "../../spec/gateResult.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { Topology, TopologyKind } from "../../spec/topology.ts";
import { liveScheduler } from "../scheduler/liveScheduler.ts";
import { liveBalancer } from "../streamBalancer/liveBalancer.ts";
import { diesAfterAcknowledging } from "../streamBalancer/liveScenario.ts";
import type { SubjectSweep } from "../sweep/sweepSubject.ts";
import type { Terminal } from "../terminal.ts";
import { tellLiveReport } from "./liveReport.ts";
import type { LiveTrial } from "./liveTrial.ts";
import { runLive } from "./runLive.ts";

/** A run that a busy machine has spoiled says nothing, and is tried again. */
const triesMax = 3;

/**
 * Judges a subject with a known defect on real servers. Seeds of a minute each are too many until it shows, so it is
 * put into the few seconds in which it must.
 */
export async function runLiveCanary(
  { subject, plan, redisVersion, realServers, stopAtRule }: SubjectSweep,
  terminal: Terminal,
): Promise<CanaryResult> {
  const rule = stopAtRule ?? "";
  let caughtBy: number | null = null;
  let undecided: string | null = null;
  let tries = 0;
  while (caughtBy === null && tries < triesMax && !terminal.stopped()) {
    const seed = ++tries;
    terminal.progress(`on real servers, try ${seed}`);
    const run = await runLive(trialOf(subject, plan.topology), {
      subject,
      backend: "live",
      seed,
      journal: "digest",
      redisVersion,
      realServers,
      stopped: terminal.stopped,
      onLiveReport: (report) => terminal.err(`canary: ${tellLiveReport(seed, report)}\n`),
    });
    undecided = run.undecided[0] ?? null;
    const isShown = run.verdicts.some((each) => each.rule.id === rule && each.verdict === "violated"); // prettier-ignore
    if (isShown) caughtBy = seed;
  }
  terminal.progress(null);
  return {
    subject: subject.name,
    rule,
    topology: plan.topology,
    caughtBy,
    seeds: tries,
    undecided,
  };
}

/** The few seconds in which the defect of a contract's canary must show. */
function trialOf(subject: Subject, kind: TopologyKind): LiveTrial {
  if (subject.contract !== "stream-balancer")
    return liveScheduler({ subject: asScheduler(subject), scenario: misled(kind) });
  const scenario = diesAfterAcknowledging(topologies[kind]);
  return liveBalancer({ subject: asStreamBalancer(subject), scenario }, Infinity);
}

const topologies: Readonly<Record<TopologyKind, Topology>> = {
  standalone: { kind: "standalone" },
  replicated: { kind: "replicated", replicas: 1 },
  cluster: { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 2_000 },
};

/** The index says of a schedule that it is due, an hour before it is. */
export const misled = (topology: TopologyKind): SchedulerScenario => ({
  contract: "scheduler",
  topology: topologies[topology],
  latencyUs: { min: 0, max: 0 },
  workers: ["w1", "w2"].map((name) => ({ name, pollMs: 30, dispatchMs: 2, startAtMs: 0 })),
  faultsMs: 2_500,
  quietMs: 500,
  legacy: [],
  steps: [{ atMs: 300, by: "w1", do: "define", schedule: { id: "s1", everyMs: 60_000 } }],
  faults: [{ fault: "stale-early", atMs: 1_200, id: "s1", byMs: 3_600_000 }],
});
