import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { Random } from "../../sim/random.ts";
import type { StreamBalancerFault } from "../../spec/streamBalancer/fault.ts";
import { isStreamBalancerFaultKind } from "../../spec/streamBalancer/fault.ts";
import type { BalancerStep, StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import {
  gapMsOf,
  nodeFaultChoice,
  nodeFaultOf,
} from "../../spec/scheduler/scenarios/nodeFaultArbitrary.ts";
import {
  drawNodeSwarm,
  tellNodeSwarm,
  type NodeSwarm,
} from "../../spec/scheduler/scenarios/nodeSwarm.ts";
import type { DrawnScenario, DrawOptions } from "../contracts/contract.ts";
import { drawBalancerSwarm, tellBalancerSwarm, type BalancerSwarm } from "./balancerSwarm.ts";
import { drawInstant, drawRecovery, type Instants } from "./drawInstant.ts";
import { drawOwnFault } from "./drawOwnFault.ts";
import { namesOf } from "./namesOf.ts";
import { quietMsOf } from "./quietMsOf.ts";

/** The scenario of a seed: the configuration first, then a scenario within it. */
export function drawScenario(
  seed: number,
  { faults, topology }: DrawOptions,
): DrawnScenario<StreamBalancerScenario> {
  const random = new Random(`claimcheck stream-balancer ${seed}`);
  const known = faults.filter(isStreamBalancerFaultKind);
  const swarm = drawBalancerSwarm(random.fork("swarm"), { faults: known, topology });
  const nodes = drawNodeSwarm(random.fork("nodes"), { faults: known, topology });
  return {
    scenario: scenarioOf(random.fork("scenario"), swarm, nodes),
    summary: [...tellNodeSwarm(nodes), ...tellBalancerSwarm(swarm)],
  };
}

/** The earliest instant at which processes can be expected to be connected. */
const warmMs = 250;

function scenarioOf(
  random: Random,
  swarm: BalancerSwarm,
  nodes: NodeSwarm,
): StreamBalancerScenario {
  const { horizonMs, options } = swarm;
  const workers = drawConsumers(random.fork("consumers"), swarm);
  const producers = Array.from({ length: swarm.producers }, (_, i) => ({
    role: "producer" as const,
    name: `p${i + 1}`,
    startAtMs: 0,
  }));
  const steps = drawSteps(random.fork("steps"), swarm);
  const instants = {
    options,
    warmMs,
    workMsMax: swarm.workMsMax,
    horizonMs,
    stepsMs: steps.map(({ atMs }) => atMs),
  };
  const names = [...new Set(steps.flatMap((step) => (step.do === "add" ? namesOf(step) : [])))];
  const faults = [
    ...drawOwnFaults(random.fork("faults"), swarm, instants),
    ...drawNodeFaults(random.fork("node faults"), swarm, nodes, instants, names),
  ];
  const { config } = nodes;
  const scenario = {
    contract: "stream-balancer",
    topology: nodes.topology,
    ...(Object.keys(config).length === 0 ? {} : { config }),
    latencyUs: swarm.latencyUs,
    options,
    workers: [...workers, ...producers],
    faultsMs: horizonMs,
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
    faults: faults.toSorted((a, b) => a.atMs - b.atMs),
  } as const;
  return { ...scenario, quietMs: quietMsOf(scenario) };
}

function drawConsumers(draw: Random, swarm: BalancerSwarm): StreamBalancerScenario["workers"] {
  return Array.from({ length: swarm.consumers }, (_, i) => ({
    role: "consumer",
    name: `c${i + 1}`,
    startAtMs: swarm.startTogether ? 0 : draw.below(Math.round(swarm.horizonMs / 4)),
    workMs: Math.round(swarm.workMsMax * draw.pick([0.1, 0.6, 0.9, 1])),
    claimsExpired: swarm.claimsExpired && draw.chance(0.7),
  }));
}

const poisons = ["no-field", "no-json", "no-name"] as const;

function drawSteps(draw: Random, swarm: BalancerSwarm): BalancerStep[] {
  const { horizonMs } = swarm;
  const producer = (): string => `p${draw.between(1, swarm.producers)}`;
  const consumer = (): string => `c${draw.between(1, swarm.consumers)}`;
  /** Early on, so that there is time for what may happen to it. */
  const early = (): number => warmMs + draw.below(Math.round(horizonMs * draw.pick([0.2, 0.8])));
  const adds = Array.from(
    { length: draw.between(Math.ceil(swarm.addsMax / 2), swarm.addsMax) },
    (_, i): BalancerStep => ({
      atMs: early(),
      by: producer(),
      do: "add",
      name: `d${(i % swarm.names) + 1}`,
      count: draw.between(1, swarm.burstMax),
      fails: draw.chance(0.5) ? draw.between(0, swarm.failsMax) : 0,
    }),
  );
  const poisoned = Array.from({ length: draw.between(0, swarm.poisonMax) }, (): BalancerStep => ({
    atMs: early(),
    by: producer(),
    do: "add-poison",
    poison: draw.pick(poisons),
    count: draw.between(1, swarm.poisonBurst),
  }));
  const others = Array.from(
    { length: swarm.steps.length === 0 ? 0 : draw.between(0, swarm.stepsMax) },
    (): BalancerStep => {
      const when = { atMs: warmMs + draw.below(horizonMs - warmMs), by: consumer() };
      if (draw.pick(swarm.steps) === "reset-topology") return { ...when, do: "reset-topology" };
      const restartAfterMs = draw.chance(0.2) ? null : draw.pick([10, 500, 5_000, 30_000]);
      return { ...when, do: "shutdown", restartAfterMs };
    },
  );
  return [...adds, ...poisoned, ...others];
}

function drawOwnFaults(
  draw: Random,
  swarm: BalancerSwarm,
  instants: Instants,
): StreamBalancerFault[] {
  if (swarm.faults.length === 0) return [];
  const process = (): string =>
    // Producers can do less, and so can what befalls them.
    draw.chance(0.9)
      ? `c${draw.between(1, swarm.consumers)}`
      : `p${draw.between(1, swarm.producers)}`;
  /** When somebody may have lost what it owned: what has to be recovered afterwards. */
  const lossesMs: number[] = [];
  const kinds = swarm.faults.flatMap((kind) => (kind === "crash" ? [kind, kind, kind] : [kind]));
  const count = draw.between(Math.ceil(swarm.faultsMax / 2), swarm.faultsMax);
  return Array.from({ length: count }, () => {
    const atMs =
      lossesMs.length > 0 && draw.chance(0.75)
        ? drawRecovery(draw, draw.pick(lossesMs), instants)
        : drawInstant(draw, instants);
    const fault = drawOwnFault(draw, draw.pick(kinds), {
      atMs,
      process: process(),
      options: swarm.options,
      horizonMs: swarm.horizonMs,
    });
    if (losesLeases.has(fault.fault)) lossesMs.push(atMs);
    return fault;
  });
}

/** What may cost a consumer the leases that it has. */
const losesLeases: ReadonlySet<string> = new Set([
  "crash",
  "pause",
  "partition",
  "stall",
  "refuse",
]);

function drawNodeFaults(
  draw: Random,
  swarm: BalancerSwarm,
  nodes: NodeSwarm,
  instants: Instants,
  names: readonly string[],
): StreamBalancerFault[] {
  if (nodes.faults.length === 0) return [];
  const { topology } = nodes;
  const { horizonMs } = swarm;
  const { value: choices } = fc
    .array(nodeFaultChoice(nodes, fc.constant(null)), {
      minLength: 1,
      maxLength: nodes.faultsMax,
      size: "max",
    })
    .generate(new fc.Random(xoroshiro128plus(draw.fork("choices").uint32())), undefined);
  const worker = (n: number): string => `c${(n % swarm.consumers) + 1}`;
  const scheduleId = (n: number): string => names[n % names.length] ?? "d1";
  let previousMs = warmMs;
  return choices.map((choice) => {
    const atMs = choice.isClose
      ? Math.min(previousMs + gapMsOf(choice, topology), horizonMs)
      : drawInstant(draw, instants);
    previousMs = atMs;
    return nodeFaultOf(choice, atMs, { topology, horizonMs, worker, scheduleId });
  });
}
