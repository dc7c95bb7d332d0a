import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SchedulerFaultKind } from "../../spec/scheduler/fault.ts";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import type { ScheduleConfig } from "../../spec/scheduler/contract.ts";
import type { SchedulerEvent, SchedulerFinal } from "../../spec/scheduler/history.ts";
import { auditScheduler } from "../../spec/scheduler/judge.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { firstOccurrence } from "../../spec/scheduler/timetable.ts";
import type { Topology } from "../../spec/topology.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { openTopology } from "../cluster/openTopology.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import type { RealNode, RealTopology } from "../cluster/realTopology.ts";
import { configAt } from "../scheduler/scenarioCalls.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scheduler/scenarioRun.ts";
import { atHand } from "../lockstep/realServers.ts";
import { askOwner } from "./askOwner.ts";
import { followNodes, type FollowedNodes, type NodeLines } from "./followNodes.ts";
import { tellServer } from "./keptRuns.ts";
import { LiveFaults } from "./liveFaults.ts";
import { lagOf, slackOf } from "./liveReport.ts";
import { LiveWorkers } from "./liveWorkers.ts";
import { clockErrorOf } from "./measureClock.ts";
import {
  mergeHistory,
  type HarnessEvent,
  type MergedHistory,
  type WorkerLife,
} from "./mergeHistory.ts";
import { Monitor } from "./monitor.ts";
import { preciseClock } from "./preciseClock.ts";
import { readLiveFinal } from "./readLiveFinal.ts";
import { liveFaultsMsMax, scaleForLive } from "./scaleForLive.ts";
import { serversFor } from "./serversFor.ts";
import { Shards } from "./shards.ts";
import { takeSnapshot } from "./takeSnapshot.ts";
import { watchLag } from "./watchLag.ts";
import { whyNotJudgedLive } from "./whyNotJudgedLive.ts";
import { WorkerProxies, type ProxiedConnection } from "./workerProxies.ts";

/** Between the order to begin and the beginning. */
const readyMs = 200;
/** How often it is asked whether somebody wants it to stop. */
const stopEveryMs = 200;

/**
 * Runs a scenario on the wall clock: real servers, and one process for each worker. It is judged by the same rules, on a
 * history that was put together afterwards; what could not be seen makes it undecided.
 *
 * @param faultsMsMax a scenario in which faults strike for longer is made as short as this
 * @throws InputError when there is no server of that version; ServerTrouble when one fails us.
 */
export async function runLive(
  options: ScenarioRunOptions,
  faultsMsMax = liveFaultsMsMax,
): Promise<ScenarioRun> {
  const { subject, redisVersion = "7.0", realServers = atHand } = options;
  const scenario = scaleForLive(options.scenario, subject.declares, faultsMsMax);
  await subject.load?.();
  const servers = await openTopology(scenario.topology, {
    ...serversFor(realServers, redisVersion),
    ...(scenario.config === undefined ? {} : { config: scenario.config }),
  });
  try {
    const seen = await watchRun(servers, scenario, options);
    return judge(seen, servers, scenario, options);
  } finally {
    await servers.close();
  }
}

/** What was seen of a run, before anything is made of it. */
type Seen = {
  readonly startMs: number;
  readonly endMs: number;
  readonly lives: readonly WorkerLife[];
  readonly harness: readonly HarnessEvent[];
  readonly told: readonly NodeLines[];
  readonly connections: readonly ProxiedConnection[];
  /** Who was whose master. */
  readonly shards: Shards;
  readonly final: SchedulerFinal;
  readonly clockErrorUs: number;
  /** How late the latest timer of this process came, through which all passes. */
  readonly ownLagUs: number;
  readonly notStruck: ScenarioRun["notStruck"];
  /** Why nothing can be said. */
  readonly troubles: readonly string[];
};

async function watchRun(
  servers: RealTopology,
  scenario: SchedulerScenario,
  { subject, module = null, stopped = () => false }: ScenarioRunOptions,
): Promise<Seen> {
  const { layout } = subject;
  const masters = mastersOf(servers);
  const clock = preciseClock();
  const { nowUs } = clock;
  const monitors = new Map(servers.nodes.map((node) => [node, new Monitor(node)]));
  for (const monitor of monitors.values()) await monitor.open();

  const dataKey = layout.indexKey ?? layout.readState("")[1] ?? "";
  const dataOwner = await ownerOf(masters, dataKey);
  const shards = new Shards(servers.topology, servers.nodes, dataOwner, nowUs);
  const harness: HarnessEvent[] = [];
  const add = (event: HarnessEvent): void => void harness.push(event);
  const phase = (name: "faults" | "quiet" | "end", atUs = nowUs()): void =>
    add({ atUs, event: { type: "phase", phase: name } });
  const troubles: string[] = [];

  const [first, ...others] = servers.topology.kind === "cluster" ? servers.nodes : masters;
  if (first === undefined) throw new Error("runLive: the topology has no master; one would be right"); // prettier-ignore
  const addressOf = ({ address }: RealNode) => address;
  const proxies = new WorkerProxies(nowUs);
  const workers = new LiveWorkers(
    { contract: subject.contract, subject: subject.name, module },
    nowUs,
  );
  let startMs = 0;
  const startWorker = (name: string): void => {
    const worker = scenario.workers.find((candidate) => candidate.name === name);
    if (worker === undefined) return;
    workers.start({
      worker,
      nodes: [addressOf(first), ...others.map(addressOf)],
      cluster: servers.topology.kind === "cluster",
      nat: proxies.natOf(name),
      startMs,
      firstPollMs: startMs + worker.startAtMs,
      steps: scenario.steps.filter(({ by }) => by === name),
      quietAtMs: startMs + scenario.faultsMs,
    });
  };
  workers.onOwnDeath = (process, lastWords) => {
    troubles.push(`${process} ended by itself: ${lastWords.split("\n").at(-1) ?? ""}`);
    add({ atUs: nowUs(), event: { type: "process", process, change: "crashed" } });
  };
  const faults = new LiveFaults({
    servers,
    shards,
    layout,
    workers,
    proxies,
    nowUs,
    add,
    startWorker,
    listenTo: async (node) => monitors.get(node)?.open(),
    isHeard: async (node) => (await monitors.get(node)?.catchUp()) === true,
  });

  const looks = new Set<Promise<void>>();
  shards.onFollowing = (node) => {
    const look = takeSnapshot(node, nowUs)
      .then((snapshot) => void shards.snapshots.push(snapshot))
      .catch(() => {}) // it is gone again, or somebody else's replica: it stays unknown
      .finally(() => looks.delete(look));
    looks.add(look);
  };

  /** True when it was stopped before. */
  const until = async (ms: number): Promise<boolean> => {
    while (Date.now() < ms && !stopped()) await sleep(Math.min(stopEveryMs, ms - Date.now()));
    return Date.now() < ms;
  };

  let stopLooking = (): void => {};
  const lag = watchLag(nowUs);
  try {
    for (const { name } of scenario.workers) await proxies.open(name, servers.nodes);
    await Promise.all(scenario.workers.map(({ name }) => workers.prepare(name)));
    stopLooking = await shards.watch();
    startMs = Date.now() + readyMs;
    await putLegacy(masters, subject, scenario, startMs);
    for (const { name } of scenario.workers) startWorker(name);
    phase("faults", startMs * 1000);
    faults.arm(scenario.faults, startMs);
    let isStopped = await until(startMs + scenario.faultsMs);
    await faults.heal();
    for (const { name: process } of scenario.workers) {
      faults.resumeWorker(process);
      startWorker(process);
      add({ atUs: nowUs(), event: { type: "process", process, change: "healed" } });
    }
    await faults.settled();
    phase("quiet");
    isStopped ||= await until(Date.now() + scenario.quietMs);
    if (isStopped) troubles.push("it was stopped before its end");
    await workers.stop();
    stopLooking();
    await Promise.all(looks);
    const endMs = Date.now();

    for (const monitor of monitors.values())
      if (!(await monitor.catchUp())) troubles.push("a server did not tell all that it had done");
    const final = await patiently(() => readLiveFinal(shards.owners, layout));
    const errors = await Promise.all(
      servers.nodes.map((node) => patiently(() => clockErrorOf(node, nowUs))),
    );
    const lives = workers.lives();
    const ownErrors = lives.flatMap(({ journal }) =>
      journal.flatMap((line) => (line.type === "clock" ? [line.errorUs] : [])),
    );
    phase("end", Math.max(nowUs(), ...lives.map(({ endedUs }) => endedUs)) + 1);
    return {
      startMs,
      endMs,
      lives,
      harness,
      told: [...monitors].map(([node, { lines }]) => ({
        node: node.name,
        shard: shards.shardOf(node),
        lines,
      })),
      connections: proxies.connections,
      shards,
      final,
      clockErrorUs: clock.errorUs() + Math.max(0, ...errors) + Math.max(0, ...ownErrors),
      ownLagUs: lag.worstUs(),
      notStruck: [...faults.notStruck.values()],
      troubles: [...troubles, ...faults.troubles],
    };
  } finally {
    stopLooking();
    lag.stop();
    proxies.close();
    for (const monitor of monitors.values()) monitor.close();
    await workers.close();
  }
}

/** Asks again when a server was silent: on a busy machine it may not have been served, and then it has what it had. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const isSilent = error instanceof ServerTrouble && error.code === "SERVER_SILENT";
      if (!isSilent || tries === patience) throw error;
    }
  }
}

const patience = 3;

/** Those that have keys of their own. Which they are does not change while we look. */
function mastersOf({ topology, nodes }: RealTopology): readonly RealNode[] {
  return nodes.slice(0, masterCount(topology));
}

const masterCount = (topology: Topology): number =>
  topology.kind === "cluster" ? topology.masters : 1;

async function putLegacy(
  masters: readonly RealNode[],
  { layout: { legacy } }: SchedulerSubject,
  scenario: SchedulerScenario,
  startMs: number,
): Promise<void> {
  if (legacy === null) return;
  for (const config of legacyOf(scenario, startMs))
    for (const command of legacy.put(config, firstOccurrence(config, startMs) ?? startMs))
      await askOwner(masters, command);
}

const legacyOf = ({ legacy }: SchedulerScenario, startMs: number): readonly ScheduleConfig[] =>
  legacy.map((schedule) => configAt(schedule, startMs));

function judge(
  seen: Seen,
  servers: RealTopology,
  scenario: SchedulerScenario,
  { subject, onLiveReport }: ScenarioRunOptions,
): ScenarioRun {
  const { startMs, endMs, lives, harness, final, clockErrorUs } = seen;
  const { layout, capabilities, declares } = subject;
  const ports = new Set(servers.nodes.map(({ address }) => address.port));
  const isServer = (_node: string, port: number): boolean => ports.has(port);
  const followed = followNodes(layout, startMs * 1000, seen.told, seen.shards, isServer, clockErrorUs); // prettier-ignore
  const merged = mergeHistory(lives, followed, harness, seen.connections, seen.shards.silences, clockErrorUs); // prettier-ignore
  const lagUs = Math.max(seen.ownLagUs, lagOf(lives, pausesIn(harness)));
  const slackMs = slackOf(lagUs, clockErrorUs);
  tellServer(servers.version.name);
  onLiveReport?.({ server: servers.version.name, clockErrorUs, lagUs, slackMs });

  const history = withClockError(merged.history, servers.nodes, Math.ceil(clockErrorUs / 1000));
  const { verdicts, ledger } = auditScheduler({
    history,
    final,
    capabilities,
    declares: { ...declares, latenessMsMax: (world) => declares.latenessMsMax(world) + slackMs },
    pollMs: Math.max(...scenario.workers.map(({ pollMs }) => pollMs)),
    legacy: legacyOf(scenario, startMs),
  });
  const undecided = [...seen.troubles, ...whyNotOrdered(followed, final, merged)];
  return {
    history,
    verdicts: verdicts.map((verdict) => withoutGuess(verdict, undecided.length > 0)),
    ledger,
    undecided,
    digest: createHash("sha256").update(JSON.stringify(history)).digest("hex"),
    journal: history.map((event) => JSON.stringify(event)),
    faults: struckIn(history),
    notStruck: seen.notStruck,
    commands: merged.commands,
    simulatedMs: endMs - startMs,
    startMs,
  };
}

/** A rule that cannot be judged was not tested, whatever its checker made of the history. */
function withoutGuess(verdict: RuleVerdict, isUndecided: boolean): RuleVerdict {
  const { rule } = verdict;
  const reason = isUndecided ? "the run is undecided" : whyNotJudgedLive(rule.id);
  return reason === null ? verdict : { rule, verdict: "untested", reason, violations: [] };
}

/** What we followed must have led to what lies in the servers. */
function whyNotOrdered(
  { states, aside, blind, missed }: FollowedNodes,
  final: SchedulerFinal,
  { misplaced, unheard }: MergedHistory,
): readonly string[] {
  const isMissed =
    missed > 0 ||
    [...new Set([...states.keys(), ...final.schedules.keys()])].some(
      (id) =>
        JSON.stringify(states.get(id) ?? null) !== JSON.stringify(final.schedules.get(id) ?? null),
    );
  return [
    ...(isMissed ? ["something was changed in a server that it did not tell us of"] : []),
    ...(misplaced > 0 ? ["clocks were further apart than was measured"] : []),
    ...(aside > 0 ? ["a node that was not the master took a change"] : []),
    ...(blind > 0 ? ["a node took over of which we do not know what it had"] : []),
    ...(unheard > 0 ? ["a call was answered that no server told us of"] : []),
  ];
}

/** The master that has a key. */
async function ownerOf(masters: readonly RealNode[], key: string): Promise<RealNode> {
  for (const node of masters) {
    const reply = await node.admin("EXISTS", key);
    if (typeof reply === "number") return node;
  }
  throw new Error(`runLive: no master has ${key}; one would be right`);
}

/**
 * The rules know that servers' clocks may be off. Ours are not known to be, but by no more than was measured, in either
 * direction; one clock has one error in a history, so the other direction is told under a name of its own.
 */
function withClockError(
  history: readonly SchedulerEvent[],
  nodes: readonly RealNode[],
  errorMs: number,
): readonly SchedulerEvent[] {
  const [first, ...rest] = history;
  if (first === undefined) return history;
  const clocks = nodes.flatMap(({ name }) =>
    [errorMs, -errorMs].map((offMs): SchedulerEvent => {
      const node = offMs < 0 ? `${name} (at the least)` : name;
      return { type: "node", at: first.at, node, shard: "shard 1", change: "clock", offMs };
    }),
  );
  return [first, ...clocks, ...rest];
}

function struckIn(history: readonly SchedulerEvent[]): ReadonlyMap<SchedulerFaultKind, number> {
  const struck = new Map<SchedulerFaultKind, number>();
  for (const event of history) {
    const kind = event.type === "fault" ? schedulerFaultKinds.find((k) => k === event.fault) : null;
    if (kind !== null && kind !== undefined) struck.set(kind, (struck.get(kind) ?? 0) + 1);
  }
  return struck;
}

function pausesIn(harness: readonly HarnessEvent[]) {
  return harness.flatMap(({ atUs: fromUs, event }) => {
    if (event.type !== "process" || event.change !== "paused") return [];
    const { process } = event;
    const end = harness.find(
      ({ atUs, event: later }) =>
        atUs >= fromUs && later.type === "process" && later.process === process && later.change === "resumed", // prettier-ignore
    );
    // It hears of it a moment later.
    return [{ process, fromUs, untilUs: (end?.atUs ?? Infinity) + 100_000 }];
  });
}
