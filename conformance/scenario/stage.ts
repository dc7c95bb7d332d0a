import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import type { NotStruck } from "../../spec/result.ts";
import type { Scenario, ScenarioFault } from "../../spec/scenario.ts";
import type { DataWatch } from "./dataWatch.ts";
import { NodeStory } from "./nodeStory.ts";
import { Operator } from "./operator.ts";
import type { ScenarioServer } from "./scenarioServer.ts";
import { startMs } from "./startMs.ts";
import type { FaultStage } from "./strikeFaults.ts";
import type { NodeStage } from "./strikeNodeFaults.ts";
import type { WorldRecorder } from "./worldRecorder.ts";

/** What a contract brings to the stage: its history, its data, and what its workers do. */
export type StageOptions<OwnScenario extends Scenario, OwnFault extends ScenarioFault> = {
  readonly world: World;
  readonly server: ScenarioServer;
  readonly scenario: OwnScenario;
  readonly recorder: WorldRecorder;
  readonly watch: DataWatch;
  readonly evicted: NodeStage["evicted"];
  readonly strikeData: FaultStage<OwnFault>["strikeData"];
  /** The program of a worker, as it is run in its process whenever that is started. */
  readonly work: (
    process: SimProcess,
    worker: OwnScenario["workers"][number],
  ) => void | Promise<void>;
  /** A step is due, and its worker awake and not beyond the faults; told inside the worker's process. */
  readonly take: (step: OwnScenario["steps"][number], process: SimProcess) => void;
  /** A worker's process has died: nobody will hear of the calls that it had made. */
  readonly died: (process: SimProcess) => void;
};

/** How long nodes may take to find each other again when all has healed, apart from what their timeout makes of it. */
const healingMsMax = 120_000;

/** The cast of one run: workers that come and go, and what is done to them. */
export class Stage<
  OwnScenario extends Scenario,
  OwnFault extends ScenarioFault,
> implements FaultStage<OwnFault> {
  readonly world: World;
  readonly server: ScenarioServer;
  readonly recorder: WorldRecorder;
  readonly nodeStage: NodeStage | null;
  readonly startUs = startMs * 1000;
  readonly strikeData: FaultStage<OwnFault>["strikeData"];
  readonly faults = new Map<string, number>();
  readonly notStruck = new Map<string, NotStruck>();
  readonly #options: StageOptions<OwnScenario, OwnFault>;
  readonly #lane: number;
  #quiet = false;

  constructor(options: StageOptions<OwnScenario, OwnFault>) {
    this.#options = options;
    this.world = options.world;
    this.server = options.server;
    this.recorder = options.recorder;
    this.strikeData = options.strikeData;
    this.#lane = this.world.lane();
    this.nodeStage = this.#nodeStage();
  }

  get scenario(): OwnScenario {
    return this.#options.scenario;
  }

  /** Nodes have a story where there are several, and where faults hit them. */
  #nodeStage(): NodeStage | null {
    const { world, recorder, struck } = this;
    const { scenario, watch, evicted } = this.#options;
    const { topology, faults } = scenario;
    const { nodes } = this.server;
    const isPlain =
      topology.kind === "standalone" && !faults.some(({ fault }) => isNodeFaultKind(fault));
    if (nodes === null || isPlain) return null;
    const story = new NodeStory({ nodes, recorder, watch, struck });
    return { world, nodes, evicted, story, operator: new Operator(world, nodes, story) };
  }

  startWorkers(): void {
    for (const worker of this.scenario.workers) {
      this.#at(worker.startAtMs, () => this.#start(worker));
    }
  }

  takeSteps(): void {
    for (const step of this.scenario.steps) this.#at(step.atMs, () => this.#take(step));
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
    for (const { name } of this.scenario.workers) {
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
    const { topology } = this.scenario;
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
    const worker = this.scenario.workers.find((candidate) => candidate.name === name);
    if (worker !== undefined) this.#start(worker);
  }

  #start(worker: OwnScenario["workers"][number]): void {
    const process = this.world.process(worker.name);
    if (process.isUp) return;
    this.recorder.add({ type: "process", process: worker.name, change: "started" });
    process.start(() => this.#options.work(process, worker));
    const onDeath = (): void => {
      this.#options.died(process);
      this.recorder.add({ type: "process", process: worker.name, change: "crashed" });
    };
    process.own({ processDied: onDeath });
  }

  #take(step: OwnScenario["steps"][number]): void {
    const process = this.world.process(step.by);
    process.whenAwake(process.life, () => {
      // A step that comes too late is not taken at all: it would count as code of the process.
      if (!this.#quiet) process.run(() => this.#options.take(step, process));
    });
  }

  #at(atMs: number, act: () => void): void {
    this.world.at(this.startUs + atMs * 1000, this.#lane, act);
  }
}
