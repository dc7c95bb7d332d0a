import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { Random } from "../../sim/random.ts";
import { isSchedulerFaultKind } from "../../spec/scheduler/fault.ts";
import { scenarioArbitrary } from "../../spec/scheduler/scenarios/arbitrary.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { drawNodeSwarm, tellNodeSwarm } from "../../spec/scheduler/scenarios/nodeSwarm.ts";
import { drawSwarm, tellSwarm } from "../../spec/scheduler/scenarios/swarm.ts";
import type { ScenarioDrawOptions } from "./scenarioRun.ts";

/** A scenario as a seed draws it. */
export type DrawnScenario = {
  readonly scenario: SchedulerScenario;
  /** The swarm configuration in words, a line each; printed before the run. */
  readonly summary: readonly string[];
};

/** The scenario of a seed: the configuration first, then a scenario within it. */
export function drawScenario(seed: number, options: ScenarioDrawOptions): DrawnScenario {
  const { declares, capabilities, topology = "standalone" } = options;
  const faults = options.faults.filter(isSchedulerFaultKind);
  const random = new Random(`claimcheck scenario ${seed}`);
  const swarm = drawSwarm(random.fork("swarm"), { capabilities, faults, topology });
  const nodes = drawNodeSwarm(random.fork("nodes"), { faults, topology });
  const arbitrary = scenarioArbitrary(swarm, nodes, {
    capabilities,
    // Twice what is promised, and time for leases to end and for clients to reconnect: to nodes that were away, after
    // all of the attempts that they space out.
    quietMs: (world) =>
      Math.round(
        2 * declares.latenessMsMax(world) +
          2 * (declares.leaseMs ?? 0) +
          10 * world.pollMs +
          (nodes.faults.length === 0 ? 15_000 : 45_000),
      ),
  });
  const { value } = arbitrary.generate(
    new fc.Random(xoroshiro128plus(random.fork("choices").uint32())),
    undefined,
  );
  return { scenario: value, summary: [...tellNodeSwarm(nodes), ...tellSwarm(swarm)] };
}
