import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerFigures } from "../../spec/durability.ts";
import type { Topology } from "../../spec/topology.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import { openTopology } from "../cluster/openTopology.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { tellFullDisk } from "../cluster/tellFullDisk.ts";
import type { RealNode, RealTopology } from "../cluster/realTopology.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scenario/scenarioRun.ts";
import { atHand } from "../lockstep/realServers.ts";
import { EffectFeed } from "./effectFeed.ts";
import { followNodes, type FollowedNodes, type NodeLines } from "./followNodes.ts";
import { tellServer } from "./keptRuns.ts";
import { LiveFaults } from "./liveFaults.ts";
import { lagOf, slackOf } from "./liveReport.ts";
import type { LiveHistory, LiveTrial } from "./liveTrial.ts";
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
import { reasonIn } from "./reasonIn.ts";
import { requestsIn } from "./requestsIn.ts";
import { serversFor } from "./serversFor.ts";
import { Shards } from "./shards.ts";
import { takeSnapshot } from "./takeSnapshot.ts";
import { watchLag } from "./watchLag.ts";
import { whyNotJudgedLive } from "./whyNotJudgedLive.ts";
import { withEffects } from "./withEffects.ts";
import { WorkerProxies, type ProxiedConnection } from "./workerProxies.ts";

/** Between the order to begin and the beginning. */
const readyMs = 200;
/** How often it is asked whether somebody wants it to stop. */
const stopEveryMs = 200;

/** What a live run is asked to do; the scenario is the trial's. */
export type LiveRunOptions = Omit<ScenarioRunOptions, "scenario">;

/**
 * Runs a scenario on the wall clock: real servers, and one process for each worker. It is judged by the same rules, on a
 * history that was put together afterwards; what could not be seen makes it undecided.
 *
 * @throws InputError when there is no server of that version; ServerTrouble when one fails us.
 */
export async function runLive<Event extends { readonly at: number }>(
  trial: LiveTrial<Event>,
  options: LiveRunOptions,
): Promise<ScenarioRun<Event, LedgerFigures>> {
  const { subject, redisVersion = "7.0", realServers = atHand } = options;
  const { topology, config } = trial.scenario;
  await subject.load?.();
  const servers = await openTopology(topology, {
    ...serversFor(realServers, redisVersion),
    ...(config === undefined ? {} : { config }),
  });
  try {
    const seen = await watchRun(servers, trial, options);
    return judge(seen, servers, trial, options);
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
  readonly final: unknown;
  readonly clockErrorUs: number;
  /** How late the latest timer of this process came, through which all passes. */
  readonly ownLagUs: number;
  readonly notStruck: ScenarioRun["notStruck"];
  /** Why nothing can be said. */
  readonly troubles: readonly string[];
};

async function watchRun(
  servers: RealTopology,
  trial: LiveTrial,
  { subject, module = null, stopped = () => false }: LiveRunOptions,
): Promise<Seen> {
  const { scenario } = trial;
  const masters = mastersOf(servers);
  const clock = preciseClock();
  const { nowUs } = clock;
  const monitors = new Map(servers.nodes.map((node) => [node, new Monitor(node)]));
  const feeds = new Map<RealNode, EffectFeed>();
  for (const monitor of monitors.values()) await monitor.open();
  const dataOwner = await ownerOf(masters, trial.dataKey);
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
      process: name,
      task: trial.taskOf(worker, startMs),
      nodes: [addressOf(first), ...others.map(addressOf)],
      cluster: servers.topology.kind === "cluster",
      nat: proxies.natOf(name),
      startMs,
      beginsMs: startMs + worker.startAtMs,
      quietAtMs: startMs + scenario.faultsMs,
    });
  };
  let fullDisk: string | null = null;
  workers.onOwnDeath = (process, lastWords) => {
    fullDisk ??= tellFullDisk(servers.nodes); // that ends processes which did nothing wrong
    troubles.push(`${process} ended by itself: ${reasonIn(lastWords)}`);
    add({ atUs: nowUs(), event: { type: "process", process, change: "crashed" } });
  };
  const faults = new LiveFaults({
    servers,
    shards,
    trial,
    workers,
    proxies,
    nowUs,
    add,
    startWorker,
    listenTo: async (node) => {
      await monitors.get(node)?.open();
      await feeds.get(node)?.open();
    },
    isHeard: async (node) => (await monitors.get(node)?.catchUp()) === true,
  });

  workers.onSaid = (process, message) => faults.leaves(process, message);

  const looks = new Set<Promise<void>>();
  shards.onFollowing = (node) => {
    const look = takeSnapshot(node, nowUs)
      .then((snapshot) => void shards.snapshots.push(snapshot))
      .catch(() => {}) // it is gone again, or somebody else's replica: it stays unknown
      .finally(() => looks.delete(look));
    looks.add(look);
  };

  const refuseFullDisk = (): void => {
    if (fullDisk !== null) throw new ServerTrouble("DISK_FULL", fullDisk);
  };
  /** True when it was stopped before. */
  const until = async (ms: number): Promise<boolean> => {
    while (Date.now() < ms && !stopped()) {
      await sleep(Math.min(stopEveryMs, ms - Date.now()));
      refuseFullDisk();
    }
    return Date.now() < ms;
  };

  let stopLooking = (): void => {};
  const lag = watchLag(nowUs);
  try {
    for (const { name } of scenario.workers) await proxies.open(name, servers.nodes);
    await Promise.all(scenario.workers.map(({ name }) => workers.prepare(name)));
    if (trial.followsEffects)
      for (const node of servers.nodes) feeds.set(node, new EffectFeed(node, nowUs));
    for (const feed of feeds.values()) await feed.open();
    stopLooking = await shards.watch();
    startMs = Date.now() + readyMs;
    await trial.prepare(masters, startMs);
    for (const { name } of scenario.workers) startWorker(name);
    phase("faults", startMs * 1000);
    faults.arm(scenario.faults, startMs);
    for (const { atMs, act } of trial.beside)
      faults.beside(startMs + atMs, () => act(shards.owners));
    let isStopped = await until(startMs + scenario.faultsMs);
    await faults.heal();
    for (const { name: process } of scenario.workers) {
      faults.resumeWorker(process);
      startWorker(process);
      add({ atUs: nowUs(), event: { type: "process", process, change: "healed" } });
    }
    await faults.settled();
    phase("quiet");
    const quietAtMs = Date.now();
    for (const { afterMs, message } of trial.told) {
      isStopped ||= await until(quietAtMs + afterMs);
      for (const { name } of scenario.workers) workers.tell(name, message);
    }
    isStopped ||= await until(quietAtMs + scenario.quietMs);
    if (isStopped) troubles.push("it was stopped before its end");
    await workers.stop();
    stopLooking();
    await Promise.all(looks);
    const endMs = Date.now();

    for (const monitor of monitors.values())
      if (!(await monitor.catchUp())) troubles.push("a server did not tell all that it had done");
    const final = await patiently(() => trial.readFinal(shards.owners));
    const errors = await Promise.all(
      servers.nodes.map((node) => patiently(() => clockErrorOf(node, nowUs))),
    );
    for (const feed of feeds.values())
      if (!(await feed.catchUp())) troubles.push("a server did not tell its replicas all that it had done"); // prettier-ignore
    fullDisk ??= tellFullDisk(servers.nodes);
    refuseFullDisk();
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
        requests: withEffects(requestsIn(lines), feeds.get(node)?.effects ?? null),
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
    for (const feed of feeds.values()) feed.close();
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

function judge<Event extends { readonly at: number }>(
  seen: Seen,
  servers: RealTopology,
  trial: LiveTrial<Event>,
  { onLiveReport }: LiveRunOptions,
): ScenarioRun<Event, LedgerFigures> {
  const { startMs, endMs, lives, harness, final, clockErrorUs } = seen;
  const ports = new Set(servers.nodes.map(({ address }) => address.port));
  const isServer = (_node: string, port: number): boolean => ports.has(port);
  const newShadow = () => trial.newShadow(startMs * 1000);
  const followed = followNodes(newShadow, seen.told, seen.shards, isServer, clockErrorUs);
  const merged = mergeHistory(lives, followed, harness, seen.connections, seen.shards.silences, clockErrorUs, trial.telling); // prettier-ignore
  const lagUs = Math.max(seen.ownLagUs, lagOf(lives, pausesIn(harness)));
  const slackMs = slackOf(lagUs, clockErrorUs);
  tellServer(servers.version.name);
  onLiveReport?.({ server: servers.version.name, clockErrorUs, lagUs, slackMs });

  const { history, verdicts, ledger } = trial.judge({
    history: withClockError(merged.history, servers.nodes, Math.ceil(clockErrorUs / 1000)),
    startMs,
    final,
    facts: followed.states,
    slackMs,
  });
  const difference = trial.difference(followed.states, final);
  const undecided = [...seen.troubles, ...whyNotOrdered(followed, difference, merged)];
  return {
    history,
    verdicts: verdicts.map((verdict) => withoutGuess(verdict, undecided.length > 0)),
    ledger,
    undecided,
    digest: createHash("sha256").update(JSON.stringify(history)).digest("hex"),
    journal: history.map((event) => JSON.stringify(event)),
    faults: struckIn(merged.history),
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
  { aside, blind, missed }: FollowedNodes,
  difference: string | null,
  { misplaced, unheard }: MergedHistory,
): readonly string[] {
  const where = missed[0] ?? difference;
  return [
    ...(where !== null
      ? [`something was changed in a server that it did not tell us of (${where})`]
      : []),
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
  history: LiveHistory["history"],
  nodes: readonly RealNode[],
  errorMs: number,
): LiveHistory["history"] {
  const [first, ...rest] = history;
  if (first === undefined) return history;
  const clocks = nodes.flatMap(({ name }) =>
    [errorMs, -errorMs].map((offMs) => {
      const node = offMs < 0 ? `${name} (at the least)` : name;
      return { type: "node", at: first.at, node, shard: "shard 1", change: "clock", offMs };
    }),
  );
  return [first, ...clocks, ...rest];
}

function struckIn(history: LiveHistory["history"]): ReadonlyMap<string, number> {
  const struck = new Map<string, number>();
  for (const event of history) {
    if (event.type !== "fault") continue;
    const kind = String(event["fault"]);
    struck.set(kind, (struck.get(kind) ?? 0) + 1);
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
