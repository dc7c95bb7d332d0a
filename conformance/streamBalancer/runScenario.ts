import { setTimeout as sleep } from "node:timers/promises";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { BalancerDataFault } from "../../spec/streamBalancer/fault.ts";
import type { WorkProducer } from "../../spec/streamBalancer/contract.ts";
import { messageField, type StreamBalancerEvent } from "../../spec/streamBalancer/history.ts";
import { auditStreamBalancer } from "../../spec/streamBalancer/judge.ts";
import type {
  BalancerStep,
  ScenarioConsumer,
  ScenarioProducer,
  StreamBalancerScenario,
} from "../../spec/streamBalancer/scenario.ts";
import type { StreamBalancerSubject } from "../../adapters/streamBalancer/subject.ts";
import type { SubjectContext } from "../../adapters/subject.ts";
import { addressesOf, openServer } from "../scenario/openServer.ts";
import { playScenario } from "../scenario/playScenario.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scenario/scenarioRun.ts";
import { Stage } from "../scenario/stage.ts";
import { worldOf } from "../scenario/worldOf.ts";
import { BalancerWatch } from "./balancerWatch.ts";
import { callBalancer } from "./callBalancer.ts";
import { Consumer } from "./consumer.ts";
import { corrupt } from "./corrupt.ts";
import { CostMeter } from "./costMeter.ts";
import { Messages } from "./messages.ts";
import { processRestOf } from "./processRest.ts";
import { QuietProgramme } from "./quietProgramme.ts";
import { namesOf } from "./namesOf.ts";
import { Recorder } from "./recorder.ts";
import { streamNodeEntriesOf } from "./streamNodeEntriesOf.ts";

type Options = ScenarioRunOptions<StreamBalancerScenario, StreamBalancerSubject>;

/** A supervisor starts a process again that could not begin. */
const supervisorMs = 1_000;
/** So long after its shutdown a process is still there. */
const lingerMs = 1_000;

/** Runs a scenario of the stream-balancer contract in a world of its own and judges what happened. */
export async function runScenario(options: Options): Promise<ScenarioRun<StreamBalancerEvent>> {
  const { subject, scenario, backend } = options;
  if (backend === "live") {
    const { runLive } = await import("../live/runLive.ts");
    const { liveBalancer } = await import("./liveBalancer.ts");
    return runLive(liveBalancer(options), options);
  }
  const { service, leaseMs } = scenario.options;
  const layout = subject.layout(service);
  const open = await openServer(options, layout.inputKey);
  const world = worldOf(options);
  await subject.load?.();

  world.network.latencyUs = scenario.latencyUs;
  const server = open(world);
  const recorder = new Recorder(world, scenario.topology.kind);
  const watch = new BalancerWatch(server, layout, recorder);
  const costs = new CostMeter(recorder, world.nowMs);
  const messages = new Messages();
  const consumers = new Map<string, Consumer>();
  const producers = new Map<string, WorkProducer>();
  server.findOp = (...request) => recorder.opBehind(...request);
  server.onExecuted = (executed: Executed, aside: string | null) => {
    recorder.executed(executed, aside);
    costs.executed(executed);
    const { process, argv, isContinued } = executed;
    if (!isContinued && layout.isScan(argv)) recorder.add({ type: "scan", process: process.name });
  };
  const contextOf = (process: SimProcess): SubjectContext => ({
    process: process.name,
    ...addressesOf(scenario.topology),
  });

  async function consume(process: SimProcess, worker: ScenarioConsumer): Promise<void> {
    const adapter = await opened(() => subject.openConsumer(contextOf(process), scenario.options));
    const consumer = new Consumer(adapter, {
      process: process.name,
      scenario: worker,
      call: (call, make) => callBalancer(recorder, call, make),
      tell: (event) => recorder.add(event),
      retryMs: leaseMs / 2,
      failsAgain: (message) => messages.failsAgain(message),
    });
    consumers.set(worker.name, consumer);
    if (!(await consumer.start()) && !consumer.isLeaving)
      stage.crash(process, "could not start", supervisorMs);
  }

  async function produce(process: SimProcess, worker: ScenarioProducer): Promise<void> {
    const producer = await opened(() => subject.openProducer(contextOf(process), scenario.options));
    producers.set(worker.name, producer);
  }

  async function leave(process: SimProcess, restartAfterMs: number | null): Promise<void> {
    const consumer = consumers.get(process.name);
    if (consumer === undefined || consumer.isLeaving) return;
    const { life } = process;
    await consumer.shutdown();
    await sleep(lingerMs);
    if (process.life !== life) return;
    // When all heals, everybody that is down is started again; whoever ends later has to be as well.
    const afterMs = restartAfterMs ?? (recorder.isHealing ? supervisorMs : null);
    stage.crash(process, "has shut down", afterMs);
  }

  async function add(producer: WorkProducer, names: readonly string[], fails: number) {
    for (const name of names) {
      const item = { name, info: { [messageField]: messages.next(fails) } };
      await callBalancer(recorder, { name: "add", item }, async () => ({
        id: await producer.add(item),
      }));
    }
  }

  function addPoison({ poison, count }: Extract<BalancerStep, { do: "add-poison" }>): void {
    for (let i = 0; i < count; i++) {
      const fields = [...layout.poisonFields(poison), messageField, messages.next(0)];
      server.admin(["XADD", layout.inputKey, "*", ...fields]);
      server.settle();
    }
  }

  const lane = world.lane();
  const stage = new Stage<StreamBalancerScenario, BalancerDataFault>({
    world,
    server,
    scenario,
    recorder,
    watch,
    evicted: (id) =>
      id === null
        ? { key: layout.inputKey, what: "the input stream" }
        : (watch.leaseOf(id) ?? null),
    strikeData: (fault, note) => corrupt(fault, note, layout, server),
    work: (process, worker) =>
      worker.role === "consumer" ? consume(process, worker) : produce(process, worker),
    take(step, process) {
      switch (step.do) {
        case "add": {
          const producer = producers.get(step.by);
          if (producer !== undefined) void add(producer, namesOf(step), step.fails);
          return;
        }
        case "add-poison":
          // Not in the course of a process: the servers may be real ones.
          world.after(0, lane, () => addPoison(step));
          return;
        case "shutdown":
          return void leave(process, step.restartAfterMs);
        case "reset-topology":
          return consumers.get(step.by)?.resetTopology();
      }
    },
    died(process) {
      consumers.delete(process.name);
      producers.delete(process.name);
      recorder.abandon(process, `${process.name} died`);
    },
  });
  const names = scenario.workers.flatMap(({ role, name }) => (role === "consumer" ? [name] : []));
  const quiet = new QuietProgramme({ world, scenario, costs, consumers });
  recorder.onQuiet = () => quiet.begin();

  return playScenario(stage, {
    finish: () => recorder.finish(),
    judge() {
      const { history } = recorder;
      const judgement = auditStreamBalancer({
        history,
        final: {
          groupConsumers: watch.groupConsumers(),
          processes: names.map((name) =>
            processRestOf(world.process(name), server, consumers.get(name)?.isLeaving === false),
          ),
        },
        capabilities: subject.capabilities,
        declares: subject.declares,
        options: scenario.options,
        topology: scenario.topology,
        streamNodeEntries: streamNodeEntriesOf(scenario.config),
      });
      return { history, ...judgement };
    },
  });
}

/** Opens a subject, again and again while its servers are out of reach, as a supervisor would make it. */
async function opened<Handle>(open: () => Promise<Handle>): Promise<Handle> {
  for (;;) {
    try {
      return await open();
    } catch {
      await sleep(supervisorMs);
    }
  }
}
