import { isCommand, isKernelFaultKind, type KernelFault } from "../../spec/fault.ts";
import type { FaultRule, FaultVerdict } from "../../sim/kernel/faultRule.ts";
import { pass } from "../../sim/kernel/faultRule.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import { isNodeFaultKind, type NodeFault } from "../../spec/nodeFault.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";
import type { ScenarioServer } from "./scenarioServer.ts";
import { armNodeFault, prepareNodeFault, type NodeStage, type Note } from "./strikeNodeFaults.ts";
import type { WorldRecorder } from "./worldRecorder.ts";

/** What faults strike: the world of a run and what is in it. `OwnFault` are those of the contract's data. */
export type FaultStage<OwnFault extends ScenarioFault> = {
  readonly world: World;
  readonly server: ScenarioServer;
  readonly recorder: WorldRecorder;
  /** What faults of nodes need; null where there are no nodes to be told apart. */
  readonly nodeStage: NodeStage | null;
  readonly startUs: number;
  /** Crashes a worker and, unless null, starts it again later. */
  readonly crash: (process: SimProcess, reason: string, restartAfterMs: number | null) => void;
  /** Counts each fault that really struck. */
  readonly struck: (kind: string) => void;
  /** Counts each fault that cannot strike on this backend. */
  readonly missed: (kind: string, reason: string) => void;
  /** Brings a fault of the contract's own about; it is to be noted when it changed something. */
  readonly strikeData: (fault: OwnFault, note: Note) => void;
};

/** Arms the faults of a scenario. A fault whose target is down, or whose request never comes, does not strike. */
export function strikeFaults<OwnFault extends ScenarioFault>(
  faults: readonly (KernelFault | NodeFault | OwnFault)[],
  stage: FaultStage<OwnFault>,
): void {
  const lane = stage.world.lane();
  for (const fault of faults) {
    stage.world.at(stage.startUs + fault.atMs * 1000, lane, () => arm(fault, stage));
  }
  for (const fault of faults) {
    if (isNodeFault(fault) && stage.nodeStage !== null)
      prepareNodeFault(fault, stage.startUs, stage.nodeStage);
  }
}

const isNodeFault = (fault: ScenarioFault): fault is NodeFault => isNodeFaultKind(fault.fault);

const isKernelFault = (fault: ScenarioFault): fault is KernelFault =>
  isKernelFaultKind(fault.fault);

function arm<OwnFault extends ScenarioFault>(
  fault: KernelFault | NodeFault | OwnFault,
  stage: FaultStage<OwnFault>,
): void {
  const { recorder, server } = stage;
  const why = server.whyNotStruck(fault.fault);
  if (why !== null) return stage.missed(fault.fault, why);
  const note: Note = (target, detail, forMs) => {
    stage.struck(fault.fault);
    const lasts = forMs !== undefined && recorder.tellsHowLong === true ? { forMs } : {};
    recorder.add({ type: "fault", fault: fault.fault, target, detail, ...lasts });
  };

  if (isNodeFault(fault)) {
    if (stage.nodeStage !== null) armNodeFault(fault, note, stage.nodeStage);
    return;
  }
  if (isKernelFault(fault)) armKernelFault(fault, note, stage);
  else stage.strikeData(fault, note);
}

/** What the faults of the kernel strike: all but the contract's data. */
type KernelStage = Omit<FaultStage<never>, "strikeData">;

function armKernelFault(fault: KernelFault, note: Note, stage: KernelStage): void {
  const { world } = stage;
  switch (fault.fault) {
    case "crash":
    case "pause": {
      const process = world.process(fault.process);
      const act = (when: string): void => {
        if (fault.fault === "crash") {
          note(process.name, `${process.name} died ${when}`);
          stage.crash(process, when, fault.restartAfterMs);
        } else pauseFor(process, fault.forMs, when, note, stage);
      };
      if (fault.request === undefined) {
        if (process.isUp && !process.isPaused) act("between two commands");
        return;
      }
      const edge = fault.edge ?? "after";
      onRequest(stage, process, { ...fault, request: fault.request }, (name) => {
        if (edge === "after")
          return { type: "passThen", act: () => act(`right after ${name} was executed`) };
        act(`right before ${name} was executed`);
        return fault.fault === "crash" ? { type: "cutRequest" } : pass;
      });
      return;
    }
    case "cut-request":
    case "lose-reply":
    case "cut-reply": {
      const process = world.process(fault.process);
      onRequest(stage, process, fault, (name) => {
        note(process.name, cutDetail(fault.fault, name));
        return cutVerdict[fault.fault];
      });
      return;
    }
    case "skew": {
      const process = world.process(fault.process);
      process.skewUs = fault.byMs * 1000;
      note(process.name, `the clock of ${process.name} is off by ${fault.byMs} ms`);
      return;
    }
    case "refuse":
    case "delay":
    case "stall":
    case "partition":
      return lastFor(fault, note, stage);
    case "script-flush":
      stage.server.flushScripts();
      note("redis", "the node forgot its cached scripts");
      return;
  }
}

const cutVerdict: Readonly<Record<"cut-request" | "lose-reply" | "cut-reply", FaultVerdict>> = {
  "cut-request": { type: "cutRequest" },
  "lose-reply": { type: "loseReply" },
  "cut-reply": { type: "cutReply" },
};

function cutDetail(fault: keyof typeof cutVerdict, name: string): string {
  switch (fault) {
    case "cut-request":
      return `the connection broke before ${name} was executed`;
    case "lose-reply":
      return `${name} was executed, its reply was lost`;
    case "cut-reply":
      return `${name} was executed, the connection broke inside its reply`;
  }
}

/** Decides the n-th request of a process, of those that count, that arrives from now on. */
function onRequest(
  { world }: KernelStage,
  process: SimProcess,
  { request, command }: { readonly request: number; readonly command?: string },
  strike: (name: string) => FaultVerdict,
): void {
  let seen = 0;
  const rule: FaultRule = (message) => {
    const counts =
      message.from === process && (command === undefined || isCommand(message.name, command));
    if (!counts || ++seen !== request) return pass;
    world.network.rules.splice(world.network.rules.indexOf(rule), 1);
    return strike(message.name);
  };
  world.network.rules.push(rule);
}

function pauseFor(
  process: SimProcess,
  forMs: number,
  when: string,
  note: Note,
  stage: KernelStage,
): void {
  if (!process.isUp || process.isPaused) return;
  const { life } = process;
  note(process.name, `${process.name} stood still for ${forMs} ms, ${when}`);
  process.pause();
  stage.recorder.add({ type: "process", process: process.name, change: "paused" });
  stage.world.after(forMs * 1000, stage.world.lane(), () => {
    if (process.life !== life || !process.isPaused) return;
    process.resume();
    stage.recorder.add({ type: "process", process: process.name, change: "resumed" });
  });
}

type LastingFault = Extract<KernelFault, { fault: "refuse" | "delay" | "stall" | "partition" }>;

function lastFor(fault: LastingFault, note: Note, { world, recorder }: KernelStage): void {
  const process = world.process(fault.process);
  const { network } = world;
  if (!process.isUp) return;
  const set = (on: boolean): void => {
    switch (fault.fault) {
      case "refuse":
        return network.refuse(process, on);
      case "delay":
        return network.slow(process, on ? fault.byMs * 1000 : 0);
      case "stall":
        return network.stall(process, on);
      case "partition":
        return network.partition(process, on);
    }
  };
  note(process.name, lastingDetail(fault));
  set(true);
  world.after(fault.forMs * 1000, world.lane(), () => {
    set(false);
    recorder.add({ type: "process", process: process.name, change: "healed" });
  });
}

function lastingDetail(fault: LastingFault): string {
  const who = fault.process;
  const time = `for ${fault.forMs} ms`;
  switch (fault.fault) {
    case "refuse":
      return `${who} lost its connections and got no new ones ${time}`;
    case "delay":
      return `messages of ${who} took ${fault.byMs} ms longer ${time}`;
    case "stall":
      return `the connections of ${who} were half-open ${time}`;
    case "partition":
      return `nothing passed between ${who} and the node ${time}`;
  }
}
