import type { ScheduleConfig, SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import { auditScheduler } from "../../spec/scheduler/judge.ts";
import type { ScheduleDataFault } from "../../spec/scheduler/fault.ts";
import type { ScenarioSchedule, SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { addressesOf, openServer } from "../scenario/openServer.ts";
import { playScenario } from "../scenario/playScenario.ts";
import { Stage } from "../scenario/stage.ts";
import { startMs } from "../scenario/startMs.ts";
import { worldOf } from "../scenario/worldOf.ts";
import { callAdapter } from "./callAdapter.ts";
import { corrupt } from "./corrupt.ts";
import { putLegacy } from "./putLegacy.ts";
import { Recorder } from "./recorder.ts";
import { callOf, configAt } from "./scenarioCalls.ts";
import type { ScenarioRun, ScenarioRunOptions } from "./scenarioRun.ts";
import { readFinal, ScheduleWatch } from "./scheduleWatch.ts";
import { work } from "./worker.ts";

const atStart = (schedule: ScenarioSchedule): ScheduleConfig => configAt(schedule, startMs);

/** Runs a scenario of the scheduler contract in a world of its own and judges what happened. */
export async function runScenario(options: ScenarioRunOptions): Promise<ScenarioRun> {
  const { subject, scenario, backend } = options;
  if (backend === "live") {
    const { runLive } = await import("../live/runLive.ts");
    const { liveScheduler } = await import("./liveScheduler.ts");
    return runLive(liveScheduler(options), options);
  }
  const { layout } = subject;
  const dataKey = layout.indexKey ?? layout.readState("")[1] ?? "";
  const open = await openServer(options, dataKey);
  const world = worldOf(options);
  await subject.load?.();

  world.network.latencyUs = scenario.latencyUs;
  const server = open(world);
  const recorder = new Recorder(world, scenario.topology.kind);
  server.onExecuted = (executed, aside) => recorder.executed(executed, aside);
  server.findOp = (...request) => recorder.opBehind(...request);
  /** Open adapters by worker, for the steps of the scenario. */
  const adapters = new Map<string, SchedulerAdapter>();
  const legacy = scenario.legacy.map(atStart);

  const stage = new Stage<SchedulerScenario, ScheduleDataFault>({
    world,
    server,
    scenario,
    recorder,
    watch: new ScheduleWatch(server, layout, recorder),
    evicted(id) {
      const key = id === null ? layout.indexKey : (layout.readState(id)[1] ?? null);
      return key === null ? null : { key, what: id === null ? "the index" : `the hash of ${id}` };
    },
    strikeData: (fault, note) => corrupt(fault, note, layout, server),
    work: (process, worker) =>
      work(process, worker, {
        subject,
        addresses: addressesOf(scenario.topology),
        Redis: server.Redis,
        recorder,
        onOpen: (adapter) => adapters.set(worker.name, adapter),
      }),
    take(step) {
      const adapter = adapters.get(step.by);
      // Down, or not connected yet: nobody is there to make the call.
      if (adapter !== undefined) void callAdapter(adapter, callOf(step, startMs), recorder);
    },
    died(process) {
      adapters.delete(process.name);
      recorder.abandon(process, `${process.name} died`);
    },
  });
  return playScenario(stage, {
    prepare: () => putLegacy(server, layout, legacy, startMs),
    finish: () => recorder.finish(),
    judge() {
      const { history } = recorder;
      const audit = auditScheduler({
        history,
        final: readFinal(server, layout),
        capabilities: subject.capabilities,
        declares: subject.declares,
        pollMs: Math.max(...scenario.workers.map((worker) => worker.pollMs)),
        legacy,
      });
      return { history, ...audit };
    },
  });
}
