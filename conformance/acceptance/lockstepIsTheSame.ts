import { schedulerFaultKinds } from "../../spec/fault.ts";
import { whyNotOn } from "../../spec/nodeFault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { whyNotInLockstep } from "../lockstep/whyNotInLockstep.ts";
import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

const shares: readonly { readonly topology: TopologyKind; readonly seeds: number }[] = [
  { topology: "standalone", seeds: 1_000 },
  { topology: "cluster", seeds: 100 },
];

/** The same seeds have the same digest on the model and on real servers, with all faults that can strike both. */
export const lockstepIsTheSame: Acceptance = async (jobs, say) => {
  const complaints: string[] = [];
  for (const { topology, seeds } of shares) {
    const sweep = [
      "--subject",
      "reference",
      "--seeds",
      `${seeds}`,
      "--topology",
      topology,
      "--faults",
      faultsOn(topology),
      "--jobs",
      `${jobs}`,
    ];
    const model = await runSim([...sweep, "--backend", "model"]);
    const real = await runSim([...sweep, "--backend", "lockstep"]);
    say(`${topology}: model    ${model.report.digest}, ${model.report.commands} commands`);
    say(`${topology}: lockstep ${real.report.digest}, ${real.report.verdict}`);
    if (real.report.digest !== model.report.digest)
      complaints.push(`${topology}: the digests differ`);
    if (real.code !== 0 || real.report.verdict !== "held")
      complaints.push(`${topology}: exit ${real.code}, verdict ${real.report.verdict}`);
    for (const { reason, runs } of real.report.undecided)
      complaints.push(`${topology}: ${runs} runs were undecided: ${reason}`);
  }
  return complaints;
};

const faultsOn = (topology: TopologyKind): string =>
  schedulerFaultKinds
    .filter((kind) => whyNotInLockstep(kind, topology) === null)
    .filter((kind) => whyNotOn(kind, { kind: topology }) === null)
    .join(",");
