import type { Subject } from "../../adapters/subject.ts";
import { pass } from "../../sim/kernel/faultRule.ts";
import { Random } from "../../sim/random.ts";
import type { Artefact } from "../../spec/artefact.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { Topology } from "../../spec/topology.ts";
import { varied } from "../artefacts/varied.ts";
import { contractOf } from "../contracts/contractOf.ts";

/** Three masters: the fewest of which two can agree that the third is gone; with as many replicas each as the one had. */
const threeOf = (topology: Topology): Topology => ({
  kind: "cluster",
  masters: 3,
  replicasPerMaster: topology.kind === "replicated" ? topology.replicas : 0,
  nodeTimeoutMs: 2_000,
});
const variantsMax = 300;
/** As long as it takes: what fits to the millisecond on one node does not where clients have more to do. */
const factors = [1, 1, 2, 5, 20];
const longMs = 30_000;
const lengths = new Set(["forMs", "restartAfterMs", "workMs"]);

/**
 * An artefact of one node on a cluster: the same scenario there, varied a little until it violates the same rule. The clients of
 * a cluster do other things at other times, so that a fault that is timed to the millisecond strikes something else.
 *
 * @returns null when no variant showed it; the artefact itself when it was saved on a cluster
 */
export async function onCluster(subject: Subject, artefact: Artefact): Promise<Artefact | null> {
  if (artefact.scenario.topology.kind === "cluster") return artefact;
  const contract = contractOf(artefact);
  const small = { ...artefact.scenario, topology: threeOf(artefact.scenario.topology) };
  const random = new Random(`claimcheck on a cluster ${artefact.seed}`);
  const commands = new Set<string>();
  for (let variant = 0; variant < variantsMax; variant++) {
    const longer = { ...small, faultsMs: small.faultsMs + longMs, quietMs: small.quietMs + longMs }; // prettier-ignore
    const scenario =
      variant === 0
        ? small
        : stretched(variant % 2 === 0 ? longer : varied(longer, [...commands], random), random);
    const seed = variant === 0 ? artefact.seed : random.between(1, 20);
    const { verdicts, undecided, digest } = await contract.run({
      subject,
      scenario,
      seed,
      journal: "digest",
      onWorld: (world) =>
        world.network.rules.push(({ name }) => {
          commands.add(name);
          return pass;
        }),
    });
    const shows = verdicts.some(({ rule, verdict }) => rule.id === artefact.rule && verdict === "violated"); // prettier-ignore
    if (shows && undecided.length === 0) return { ...artefact, scenario, seed, digest };
  }
  return null;
}

/** The scenario in which work and troubles last longer. */
const stretched = (scenario: Scenario, random: Random): Scenario => ({
  ...scenario,
  workers: scenario.workers.map((worker) => longer(worker, random)),
  faults: scenario.faults.map((fault) => longer(fault, random)),
});

function longer<Part extends object>(part: Part, random: Random): Part {
  const factor = random.pick(factors);
  return Object.assign(
    {},
    part,
    Object.fromEntries(
      Object.entries(part).flatMap(([name, value]) =>
        lengths.has(name) && typeof value === "number" ? [[name, value * factor]] : [],
      ),
    ),
  );
}
