import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { EventStreamerSubject } from "../../adapters/eventStreamer/subject.ts";
import { Random } from "../../sim/random.ts";
import type { KernelFault } from "../../spec/fault.ts";
import { isNodeFaultKind, type NodeFault } from "../../spec/nodeFault.ts";
import type {
  EventStreamerScenario,
  ScenarioHost,
  ScenarioReceiver,
  StreamerStep,
} from "../../spec/eventStreamer/scenario.ts";
import { nodeFaultChoice, nodeFaultOf } from "../../spec/scheduler/scenarios/nodeFaultArbitrary.ts";
import { drawNodeSwarm, tellNodeSwarm } from "../../spec/scheduler/scenarios/nodeSwarm.ts";
import type { DrawnScenario, DrawOptions } from "../contracts/contract.ts";
import { drawKernelFault } from "./drawKernelFault.ts";
import { drawStreamerSwarm, tellStreamerSwarm, type StreamerSwarm } from "./streamerSwarm.ts";

/** The scenario of a seed: the configuration first, then a scenario within it. */
export function drawScenario(
  seed: number,
  { capabilities, layout }: Pick<EventStreamerSubject, "capabilities" | "layout">,
  { faults, topology }: DrawOptions,
): DrawnScenario<EventStreamerScenario> {
  const random = new Random(`claimcheck event-streamer ${seed}`);
  const isDurable = capabilities.has("durable");
  const swarm = drawStreamerSwarm(random.fork("swarm"), { faults, isDurable });
  // What is kept in a process knows nothing of nodes.
  const struck = isDurable ? faults : faults.filter((kind) => !isNodeFaultKind(kind));
  const nodes = drawNodeSwarm(random.fork("nodes"), { faults: struck, topology });
  const hosts = drawHosts(random.fork("hosts"), swarm);
  const steps = drawSteps(random.fork("steps"), swarm, hosts, layout !== null);
  const { config } = nodes;
  const { horizonMs } = swarm;
  const ownFaults = drawFaults(random.fork("faults"), swarm, hosts, steps);
  const nodeFaults = ((): readonly NodeFault[] => {
    if (nodes.faults.length === 0) return [];
    const drawn = random.fork("node faults");
    const { value } = fc
      .array(nodeFaultChoice(nodes, fc.constant(null)), {
        minLength: 1,
        maxLength: nodes.faultsMax,
        size: "max",
      })
      .generate(new fc.Random(xoroshiro128plus(drawn.fork("choices").uint32())), undefined);
    return value.map((choice) =>
      nodeFaultOf(choice, warmMs + drawn.below(horizonMs - warmMs), {
        topology: nodes.topology,
        horizonMs,
        worker: (n) => hosts[n % hosts.length]?.name ?? "",
        scheduleId: (n) => `t${(n % swarm.topics) + 1}`,
      }),
    );
  })();
  return {
    scenario: {
      contract: "event-streamer",
      topology: nodes.topology,
      ...(Object.keys(config).length === 0 ? {} : { config }),
      latencyUs: swarm.latencyUs,
      workers: hosts,
      faultsMs: horizonMs,
      quietMs: isDurable ? 90_000 : 30_000,
      steps: steps.toSorted((a, b) => a.atMs - b.atMs),
      faults: [...ownFaults, ...nodeFaults].toSorted((a, b) => a.atMs - b.atMs),
    },
    summary: [...(isDurable ? tellNodeSwarm(nodes) : []), ...tellStreamerSwarm(swarm)],
  };
}

/** The earliest instant at which processes can be expected to be connected. */
const warmMs = 250;

function drawHosts(draw: Random, swarm: StreamerSwarm): readonly ScenarioHost[] {
  const { horizonMs } = swarm;
  const receivers = Array.from({ length: swarm.receivers }, (_, i): ScenarioReceiver => {
    const fromLatest = draw.chance(swarm.fromLatestPart);
    // What is sent between the opening and the first wait matters to whoever starts from the latest.
    const starts = fromLatest ? [0, 50, horizonMs / 10, horizonMs / 4] : [0, 0, 0, 50, horizonMs / 10]; // prettier-ignore
    return {
      id: `r${i + 1}`,
      topic: `t${draw.between(1, swarm.topics)}`,
      name: `n${draw.between(1, swarm.names)}`,
      fromLatest,
      openAtMs: draw.chance(0.5) ? 0 : draw.below(Math.round(horizonMs / 2)),
      startsAfterMs: Math.round(draw.pick(starts)),
      workMs: draw.pick([0, 0, 1, 20, swarm.workMsMax]),
      patienceMs: draw.chance(swarm.impatientPart) ? draw.pick([20, 300, 2_000, 10_000]) : null,
      acknowledges: draw.pick(swarm.acknowledges),
    };
  });
  return Array.from({ length: swarm.hosts }, (_, i) => ({
    name: `p${i + 1}`,
    startAtMs: 0,
    receivers: receivers.filter((_receiver, position) => position % swarm.hosts === i),
  }));
}

function drawSteps(
  draw: Random,
  swarm: StreamerSwarm,
  hosts: readonly ScenarioHost[],
  canPoison: boolean,
): StreamerStep[] {
  const { horizonMs } = swarm;
  const host = (): ScenarioHost => draw.pick(hosts);
  const at = (): number => warmMs + draw.below(horizonMs - warmMs);
  let previousMs = at();
  const sends = Array.from({ length: draw.between(1, swarm.sendsMax) }, (): StreamerStep => {
    // Right after another one, so that they meet, or anywhere.
    previousMs = draw.chance(0.3) ? Math.min(horizonMs, previousMs + draw.between(0, 3)) : at();
    return {
      atMs: previousMs,
      by: host().name,
      do: "send",
      topic: `t${draw.between(1, swarm.topics)}`,
      count: draw.chance(swarm.burstPart) ? draw.pick([20, 150]) : draw.between(1, 3),
    };
  });
  const others = Array.from(
    { length: swarm.steps.length === 0 ? 0 : draw.between(0, swarm.stepsMax) },
    (): readonly StreamerStep[] => {
      const { name: by, receivers } = host();
      const kind = draw.pick(swarm.steps);
      const nearSend = draw.pick(sends).atMs + draw.between(-2, 30);
      const atMs = draw.chance(0.5) ? Math.max(warmMs, nearSend) : at();
      if (kind === "add-poison")
        return canPoison
          ? [{ atMs, by, do: kind, topic: `t${draw.between(1, swarm.topics)}` }]
          : [];
      if (receivers.length === 0) return [];
      return [{ atMs, by, do: kind, receiver: draw.pick(receivers).id }];
    },
  );
  return [...sends, ...others.flat()];
}

function drawFaults(
  draw: Random,
  swarm: StreamerSwarm,
  hosts: readonly ScenarioHost[],
  steps: readonly StreamerStep[],
): readonly KernelFault[] {
  if (swarm.faults.length === 0 || swarm.faultsMax === 0) return [];
  return Array.from({ length: draw.between(1, swarm.faultsMax) }, () => {
    const near = draw.pick(steps).atMs + draw.between(-5, 50);
    const atMs = draw.chance(0.5) ? warmMs + draw.below(swarm.horizonMs - warmMs) : near;
    return drawKernelFault(draw, draw.pick(swarm.faults), {
      atMs: Math.min(Math.max(warmMs, atMs), swarm.horizonMs - 1),
      process: draw.pick(hosts).name,
      horizonMs: swarm.horizonMs,
    });
  });
}
