import type { TopologyKind } from "../../spec/topology.ts";
import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

type Share = { readonly topology: TopologyKind; readonly seeds: number; readonly more: string[] };

/** One node with the faults that seeds always had, one node with all, and all there is on several. */
const shares: readonly Share[] = [
  { topology: "standalone", seeds: 2_000, more: [] },
  { topology: "standalone", seeds: 500, more: ["--faults", "all"] },
  { topology: "replicated", seeds: 800, more: [] },
  { topology: "cluster", seeds: 2_000, more: [] },
];

const strikesMin = 20;

/** The reference holds every rule on every topology with all faults on, each seed run twice, and every fault struck. */
export const referenceHolds: Acceptance = async (jobs, say) => {
  const complaints: string[] = [];
  for (const share of shares) complaints.push(...(await holdsOn(share, jobs, say)));
  return complaints;
};

async function holdsOn(
  { topology, seeds, more }: Share,
  jobs: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const subject = ["--contract", "scheduler", "--subject", "reference", "--seeds", `${seeds}`];
  const where = ["--topology", topology, ...more];
  const { code, report } = await runSim([
    ...subject,
    ...where,
    "--check-determinism",
    "--jobs",
    `${jobs}`,
  ]);
  const name = [topology, ...more].join(" ");
  say(
    `${name}: ${report.verdict}, ${report.seeds} seeds twice, ${report.commands} commands, digest ${report.digest}`,
  );
  say(Object.entries(report.faults).map(([fault, times]) => `${fault} ${times}`).join(", ")); // prettier-ignore

  const complaints = report.violations.map(
    ({ rule, seed, because }) => `${rule} on seed ${seed}: ${because}`,
  );
  for (const { reason, runs } of report.undecided) {
    complaints.push(`${runs} runs were undecided: ${reason}`);
  }
  if (code !== 0 || report.verdict !== "held")
    complaints.push(`exit ${code}, verdict ${report.verdict}; 0 and held would be right`);
  if (report.seeds !== seeds)
    complaints.push(`${report.seeds} seeds were run; ${seeds} would be right`);
  for (const [fault, times] of Object.entries(report.faults)) {
    if (times < strikesMin)
      complaints.push(`${fault} struck ${times} times; at least ${strikesMin} would be right`);
  }
  return complaints.map((complaint) => `${name}: ${complaint}`);
}
