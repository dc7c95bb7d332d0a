import { World } from "../../sim/kernel/world.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import type { ScheduleConfig, SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import { auditScheduler } from "../../spec/scheduler/judge.ts";
import type {
  ScenarioSchedule,
  ScenarioWorker,
  SchedulerScenario,
  SchedulerStep,
} from "../../spec/scheduler/scenario.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { countNodes } from "../../spec/topology.ts";
import type { SchedulerSubject, SubjectContext } from "../../adapters/scheduler/subject.ts";
import { callAdapter } from "./callAdapter.ts";
import { modelServer } from "../scenario/modelServer.ts";
import { NodeStory } from "../scenario/nodeStory.ts";
import { masterName, Operator } from "../scenario/operator.ts";
import { putLegacy } from "./putLegacy.ts";
import { Recorder } from "./recorder.ts";
import type { NotStruck, ScenarioRun, ScenarioRunOptions } from "./scenarioRun.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { callOf, configAt } from "./scenarioCalls.ts";
import { readFinal, ScheduleWatch } from "./scheduleWatch.ts";
import { strikeFaults } from "../scenario/strikeFaults.ts";
import type { NodeStage } from "../scenario/strikeNodeFaults.ts";
import { work } from "./worker.ts";

/** Every run begins at this instant: a Thursday at midnight, UTC, so that cron expressions have something to say. */
const startMs = Date.UTC(2026, 0, 1);
const atStart = (schedule: ScenarioSchedule): ScheduleConfig => configAt(schedule, startMs);
const port = 6379;
const node = { host: "redis-1", port } as const;

/** How long nodes may take to find each other again when all has healed, apart from what their timeout makes of it. */
const healingMsMax = 120_000;

/**
 * Runs a scenario in a world of its own and judges what happened.
 *
 * First steps and faults until `faultsMs`; then everything heals and the quiet period begins, in which whatever was
 * promised must happen.
 */
export async function runScenario(options: ScenarioRunOptions): Promise<ScenarioRun> {
  const { subject, scenario, seed, backend = "model", redisVersion = "7.0" } = options;
  if (backend === "live") {
    const { runLive } = await import("../live/runLive.ts");
    return runLive(options);
  }
  const open = await serverOf(backend, redisVersion, scenario, subject, options.onLockstepReport);
  const world = new World({
    seed: `claimcheck ${seed}`,
    startMs,
    keepJournal: options.journal === "full",
  });
  await subject.load?.();

  world.network.latencyUs = scenario.latencyUs;
  const server = open(world);
  const stage = new Stage(world, server, subject, scenario);
  stage.recorder.add({ type: "phase", phase: "faults" });
  stage.nodeStage?.story.begin();
  stage.putLegacy();
  stage.startWorkers();
  stage.takeSteps();
  strikeFaults(scenario.faults, stage);
  await world.runUntil((startMs + scenario.faultsMs) * 1000);
  const notHealed = await stage.heal();
  await world.runUntil(world.nowUs + scenario.quietMs * 1000);
  stage.recorder.finish();
  stage.recorder.add({ type: "phase", phase: "end" });

  const history = stage.recorder.history;
  const { verdicts, ledger } = auditScheduler({
    history,
    final: readFinal(server, subject.layout),
    capabilities: subject.capabilities,
    declares: subject.declares,
    pollMs: Math.max(...scenario.workers.map((worker) => worker.pollMs)),
    legacy: scenario.legacy.map(atStart),
  });
  server.close();
  return {
    history,
    verdicts: verdicts.map((verdict) => withoutGuess(verdict, server)),
    ledger,
    undecided: [
      ...world.failures.map(({ code, message }) => `${code}: ${message}`),
      ...server.unsupported(),
      ...(notHealed === null ? [] : [notHealed]),
    ],
    digest: world.journal.digest(),
    journal: world.journal.lines,
    faults: stage.faults,
    notStruck: [...stage.notStruck.values()],
    commands: server.commands,
    simulatedMs: world.nowMs - startMs,
    startMs,
  };
}

/** What makes the Redis of a run. Whatever has to be loaded is loaded before there is a world. */
async function serverOf(
  backend: BackendName,
  version: RedisVersion,
  { topology, config = {} }: SchedulerScenario,
  { layout }: SchedulerSubject,
  onReport: ScenarioRunOptions["onLockstepReport"],
): Promise<(world: World) => ScenarioServer> {
  if (backend === "mock") {
    const { mockServer } = await import("../mock/mockServer.ts");
    return (world) => mockServer(world, node);
  }
  const lua = await LuaEngine.load();
  const dataKey = layout.indexKey ?? layout.readState("")[1] ?? "";
  const settings = new Map(Object.entries(config));
  if (backend === "lockstep") {
    const { lockstepServer, removeLeftServers } = await import("../lockstep/lockstepServer.ts");
    await removeLeftServers();
    const asked = {
      lua,
      version,
      config: settings,
      startMs,
      ...(onReport === undefined ? {} : { onReport }),
    };
    return (world) => lockstepServer(world, topology, dataKey, asked);
  }
  return (world) => modelServer(world, topology, dataKey, { lua, version, config: settings });
}

/** Where clients are told to find Redis. */
function addressesOf({ topology }: SchedulerScenario): Pick<SubjectContext, "nodes" | "cluster"> {
  switch (topology.kind) {
    case "standalone":
      return { nodes: [node] };
    case "replicated":
      return { nodes: [{ host: masterName, port }] };
    case "cluster": {
      const others = Array.from({ length: countNodes(topology) - 1 }, (_, i) => ({
        host: `redis-${i + 2}`,
        port,
      }));
      return { nodes: [node, ...others], cluster: true };
    }
  }
}

/** A rule that the backend cannot judge was not tested, whatever its checker made of the history. */
function withoutGuess(verdict: RuleVerdict, server: ScenarioServer): RuleVerdict {
  const reason = server.whyNotJudged(verdict.rule.id);
  return reason === null
    ? verdict
    : { rule: verdict.rule, verdict: "untested", reason, violations: [] };
}

/** The cast of one run: workers that come and go, and what is done to them. */
class Stage {
  readonly world: World;
  readonly server: ScenarioServer;
  readonly recorder: Recorder;
  readonly layout: SchedulerSubject["layout"];
  readonly nodeStage: NodeStage | null;
  readonly startUs = startMs * 1000;
  readonly faults = new Map<string, number>();
  readonly notStruck = new Map<string, NotStruck>();
  readonly #subject: SchedulerSubject;
  readonly #scenario: SchedulerScenario;
  /** Open adapters by worker, for the steps of the scenario. */
  readonly #adapters = new Map<string, SchedulerAdapter>();
  readonly #lane: number;
  #quiet = false;

  constructor(
    world: World,
    server: ScenarioServer,
    subject: SchedulerSubject,
    scenario: SchedulerScenario,
  ) {
    this.world = world;
    this.server = server;
    this.layout = subject.layout;
    this.#subject = subject;
    this.#scenario = scenario;
    this.#lane = world.lane();
    this.recorder = new Recorder(world, scenario.topology.kind);
    server.onExecuted = (executed, aside) => this.recorder.executed(executed, aside);
    server.findOp = (...request) => this.recorder.opBehind(...request);
    const watch = new ScheduleWatch(server, subject.layout, this.recorder);
    this.nodeStage = this.#nodeStage(watch);
  }

  /** Nodes have a story where there are several, and where faults hit them. */
  #nodeStage(watch: ScheduleWatch): NodeStage | null {
    const { world, layout, recorder, struck } = this;
    const { topology, faults } = this.#scenario;
    const { nodes } = this.server;
    const isPlain =
      topology.kind === "standalone" && !faults.some(({ fault }) => isNodeFaultKind(fault));
    if (nodes === null || isPlain) return null;
    const story = new NodeStory({ nodes, layout, recorder, watch, struck });
    return { world, nodes, layout, story, operator: new Operator(world, nodes, story) };
  }

  putLegacy(): void {
    putLegacy(this.server, this.layout, this.#scenario.legacy.map(atStart), startMs);
  }

  startWorkers(): void {
    for (const worker of this.#scenario.workers) {
      this.#at(worker.startAtMs, () => this.#start(worker));
    }
  }

  takeSteps(): void {
    for (const step of this.#scenario.steps) this.#at(step.atMs, () => this.#take(step));
  }

  /** The kernel's crash, written down; the supervisor starts the worker again after a while. */
  crash = (process: SimProcess, reason: string, restartAfterMs: number | null): void => {
    process.crash(reason);
    if (restartAfterMs !== null) {
      this.world.after(restartAfterMs * 1000, this.#lane, () => this.#restart(process.name));
    }
  };

  struck = (kind: string): void => {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  };

  missed = (kind: string, reason: string): void => {
    const times = (this.notStruck.get(kind)?.times ?? 0) + 1;
    this.notStruck.set(kind, { kind, reason, times });
  };

  /**
   * Phase two: no fault strikes or lasts any more, and everybody is up. Nodes take their time to find each other again.
   * Null when they have; else what they had not done when the bound was hit.
   */
  async heal(): Promise<string | null> {
    this.#quiet = true;
    this.world.network.rules.length = 0;
    for (const { name } of this.#scenario.workers) {
      const process = this.world.process(name);
      this.world.network.heal(process);
      process.skewUs = 0;
      if (process.isPaused) {
        process.resume();
        this.recorder.add({ type: "process", process: name, change: "resumed" });
      }
      this.#restart(name);
      this.recorder.add({ type: "process", process: name, change: "healed" });
    }
    const notHealed = this.nodeStage === null ? null : await this.#healNodes(this.nodeStage);
    this.recorder.add({ type: "phase", phase: "quiet" });
    return notHealed;
  }

  async #healNodes({ operator }: NodeStage): Promise<string | null> {
    const { topology } = this.#scenario;
    operator.heal();
    const timeoutMs = topology.kind === "cluster" ? topology.nodeTimeoutMs : 0;
    const untilUs = this.world.nowUs + (healingMsMax + 10 * timeoutMs) * 1000;
    let why = operator.whyNotHealed();
    if (why !== null) this.recorder.add({ type: "phase", phase: "healing" });
    // At least twice: what was left half done is finished by nodes that are well, and they must hear of it.
    for (let isTidy = false; why !== null || !isTidy; why = operator.whyNotHealed()) {
      if (why === null) {
        operator.tidyUp();
        isTidy = true;
        continue;
      }
      if (this.world.nowUs >= untilUs || this.world.failures.length > 0) {
        return `the nodes had not healed in time: ${why}`;
      }
      await this.world.runUntil(this.world.nowUs + 100_000);
    }
    return null;
  }

  #restart(name: string): void {
    const worker = this.#scenario.workers.find((candidate) => candidate.name === name);
    if (worker !== undefined) this.#start(worker);
  }

  #start(worker: ScenarioWorker): void {
    const process = this.world.process(worker.name);
    if (process.isUp) return;
    this.recorder.add({ type: "process", process: worker.name, change: "started" });
    process.start(() =>
      work(process, worker, {
        subject: this.#subject,
        addresses: addressesOf(this.#scenario),
        Redis: this.server.Redis,
        recorder: this.recorder,
        onOpen: (adapter) => this.#adapters.set(worker.name, adapter),
      }),
    );
    const onDeath = (): void => {
      this.#adapters.delete(worker.name);
      this.recorder.abandon(process, `${worker.name} died`);
      this.recorder.add({ type: "process", process: worker.name, change: "crashed" });
    };
    process.own({ processDied: onDeath });
  }

  #take(step: SchedulerStep): void {
    const process = this.world.process(step.by);
    process.whenAwake(process.life, () =>
      process.run(() => {
        const adapter = this.#adapters.get(step.by);
        // Down, or not connected yet: nobody is there to make the call.
        if (adapter === undefined || this.#quiet) return;
        void callAdapter(adapter, callOf(step, startMs), this.recorder);
      }),
    );
  }

  #at(atMs: number, act: () => void): void {
    this.world.at(this.startUs + atMs * 1000, this.#lane, act);
  }
}
