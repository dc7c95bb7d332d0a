import { setTimeout as sleep } from "node:timers/promises";
import type { EventStreamerSubject } from "../../adapters/eventStreamer/subject.ts";
import { Continuations } from "../../sim/kernel/continuations.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { EventStreamerEvent } from "../../spec/eventStreamer/history.ts";
import { auditEventStreamer } from "../../spec/eventStreamer/judge.ts";
import type { EventStreamerScenario, ScenarioHost } from "../../spec/eventStreamer/scenario.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";
import type { DataWatch } from "../scenario/dataWatch.ts";
import { addressesOf, openServer } from "../scenario/openServer.ts";
import { playScenario } from "../scenario/playScenario.ts";
import type { ScenarioRun, ScenarioRunOptions } from "../scenario/scenarioRun.ts";
import { Stage } from "../scenario/stage.ts";
import { startMs } from "../scenario/startMs.ts";
import { worldOf } from "../scenario/worldOf.ts";
import { Host } from "./host.ts";
import { Recorder } from "./recorder.ts";
import { RestWatch } from "./restWatch.ts";

export type StreamerRunOptions = ScenarioRunOptions<EventStreamerScenario, EventStreamerSubject> & {
  /** Told what the run has shown so far when a process goes on without end. It has to end the thread before it returns. */
  readonly onEndless?: (run: ScenarioRun<EventStreamerEvent>) => void;
};

type Layout = NonNullable<EventStreamerSubject["layout"]>;

type Judged = Pick<ScenarioRun<EventStreamerEvent>, "history" | "verdicts" | "ledger" | "explain">;

/** A supervisor starts a process again that could not begin. */
const supervisorMs = 1_000;
/** So long before the end everybody leaves in order, to see what they leave behind. */
const leavingMs = 2_000;

/** Runs a scenario of the event-streamer contract in a world of its own and judges what happened. */
export async function runScenario(
  options: StreamerRunOptions,
): Promise<ScenarioRun<EventStreamerEvent>> {
  const { subject, scenario } = options;
  const { layout, declares } = subject;
  const [firstTopic = "t1"] = topicsOf(scenario);
  const open = await openServer(options, layout?.keyOf(firstTopic) ?? "");
  const world = worldOf(options);
  await subject.load?.();

  world.network.latencyUs = scenario.latencyUs;
  const server = open(world);
  const recorder = new Recorder(world, scenario.topology.kind);
  const hosts = new Map<string, Host>();
  const rests = new Map<string, RestWatch>();
  const judge = (): Judged => {
    const { history } = recorder;
    const { capabilities } = subject;
    return { history, ...auditEventStreamer({ history, capabilities, declares }), ledger: null };
  };
  const continuations = new Continuations(
    () => world.events,
    ({ process, op }) => {
      recorder.add({ type: "spun", process: process.name, op });
      recorder.finish();
      recorder.add({ type: "phase", phase: "end" });
      options.onEndless?.({
        ...judge(),
        undecided: [],
        digest: world.journal.digest(),
        journal: world.journal.lines,
        faults: stage.faults,
        notStruck: [...stage.notStruck.values()],
        commands: server.commands,
        simulatedMs: world.nowMs - startMs,
        startMs,
      });
      world.stop();
    },
  );
  const restOf = (process: SimProcess): RestWatch => {
    let rest = rests.get(process.name);
    if (rest === undefined) {
      rest = new RestWatch({
        world,
        process,
        recorder,
        continuations,
        settleMs: declares.wakeMsMax,
        tellsWhoStirs: declares.idle.turnsPerMinute === 0,
        hasConnections: layout !== null,
      });
      rests.set(process.name, rest);
    }
    return rest;
  };
  server.findOp = (...request) => recorder.opBehind(...request);
  server.onExecuted = (executed, aside) => {
    recorder.executed(executed, aside);
    // A read that waited and has got its answer was sent once.
    if (!executed.isContinued) rests.get(executed.process.name)?.sent();
    const topic = layout === null ? null : recorder.topicOf(executed);
    if (topic !== null) reach(topic, null);
  };

  /** Whoever receives a topic elsewhere is reached by what is appended to it, when it is: it may have been on its way for long. */
  function reach(topic: string, from: Host | null): void {
    for (const host of hosts.values())
      if (host !== from && host.receives(topic)) host.rest.disturb();
  }

  /** Writes down who is still known to read, at whoever has the topic. */
  function countReaders(): void {
    if (layout === null) return;
    for (const topic of new Set(topicsOf(scenario))) {
      const node = server.nodes?.holderOf(layout.keyOf(topic));
      const reply = node?.admin(layout.readers(topic)) ?? null;
      recorder.add({ type: "readers", topic, count: layout.countReaders(reply) });
    }
  }

  function addPoison({ poison }: Layout, topic: string): void {
    server.admin(poison(topic));
    server.settle();
    reach(topic, null);
    recorder.add({ type: "poisoned", topic });
  }

  async function work(process: SimProcess, worker: ScenarioHost): Promise<void> {
    const rest = restOf(process);
    const context = { process: process.name, ...addressesOf(scenario.topology) };
    for (;;) {
      try {
        const adapter = await subject.open(context);
        const host = new Host(world, process, recorder, rest, adapter);
        hosts.set(worker.name, host);
        host.begin(worker, startMs * 1000);
        if (isQuiet) host.quiet(worker);
        return;
      } catch {
        await sleep(supervisorMs);
      }
    }
  }

  const lane = world.lane();
  let sent = 0;
  const stage = new Stage<EventStreamerScenario, ScenarioFault>({
    world,
    server,
    scenario,
    recorder,
    watch: watchOf(recorder, layout === null ? [] : topicsOf(scenario).map(layout.keyOf)),
    evicted: (id) =>
      layout === null || id === null ? null : { key: layout.keyOf(id), what: `the topic ${id}` },
    strikeData: () => {},
    work,
    take(step) {
      const host = hosts.get(step.by);
      if (host === undefined) return;
      host.rest.disturb();
      switch (step.do) {
        case "send": {
          const { topic } = step;
          const names = Array.from({ length: step.count }, () => `m${++sent}`);
          return void sendAll(host, topic, names, () => reach(topic, host));
        }
        case "add-poison":
          // Not in the course of a process: the servers may be real ones.
          if (layout !== null) world.after(0, lane, () => addPoison(layout, step.topic));
          return;
        case "cancel":
          return host.receiving(step.receiver)?.cancel();
        case "receive-cancelled":
          return void host.receiving(step.receiver)?.receiveCancelled();
        case "close":
          return void host.receiving(step.receiver)?.close();
        case "reopen":
          return void host.receiving(step.receiver)?.reopen();
      }
    },
    died(process) {
      hosts.delete(process.name);
      rests.get(process.name)?.forget();
      recorder.abandon(process, `${process.name} died`);
    },
  });

  let isQuiet = false;
  recorder.onQuiet = () => {
    isQuiet = true;
    for (const worker of scenario.workers) {
      const host = hosts.get(worker.name);
      host?.later(0, () => host.quiet(worker));
    }
    world.after((scenario.quietMs - leavingMs) * 1000, world.lane(), () => {
      for (const host of hosts.values()) host.later(0, () => void host.leave());
    });
  };
  try {
    return await playScenario(stage, {
      finish: () => {
        for (const rest of rests.values()) rest.disturb();
        countReaders();
        recorder.finish();
      },
      judge,
    });
  } finally {
    continuations.end();
  }
}

async function sendAll(
  host: Host,
  topic: string,
  names: readonly string[],
  reach: () => void,
): Promise<void> {
  for (const name of names) {
    reach();
    await host.send(topic, name);
    reach();
  }
  await host.count(topic);
}

const topicsOf = ({ workers }: EventStreamerScenario): readonly string[] =>
  workers.flatMap(({ receivers }) => receivers.map(({ topic }) => topic));

/** No rule asks how the data stood when they were set back: what is lost is seen by who does not get it. */
const watchOf = (recorder: Recorder, keys: readonly string[]): DataWatch => ({
  count: keys.length,
  keys,
  isBehind: () => false,
  setBack: (incident) => recorder.add(incident),
  during(incident, act) {
    act();
    recorder.add(incident);
  },
  quietly: (act) => act(),
});
