import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

const seeds = 2_000;
const strikesMin = 20;

/** The reference holds every rule on 2,000 seeds with all faults on, each seed run twice, and every fault struck. */
export const referenceHolds: Acceptance = async (jobs, say) => {
  const args = ["--contract", "scheduler", "--subject", "reference", "--seeds", `${seeds}`];
  const { code, report } = await runSim([...args, "--check-determinism", "--jobs", `${jobs}`]);
  say(
    `${report.verdict}, ${report.seeds} seeds twice, ${report.commands} commands, digest ${report.digest}`,
  );
  say(Object.entries(report.faults).map(([fault, times]) => `${fault} ${times}`).join(", ")); // prettier-ignore

  const complaints = report.violations.map(
    ({ rule, seed, because }) => `${rule} on seed ${seed}: ${because}`,
  );
  if (code !== 0 || report.verdict !== "held")
    complaints.push(`exit ${code}, verdict ${report.verdict}; 0 and held would be right`);
  if (report.seeds !== seeds)
    complaints.push(`${report.seeds} seeds were run; ${seeds} would be right`);
  for (const [fault, times] of Object.entries(report.faults)) {
    if (times < strikesMin)
      complaints.push(`${fault} struck ${times} times; at least ${strikesMin} would be right`);
  }
  return complaints;
};
