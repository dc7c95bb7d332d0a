import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subject } from "../../adapters/subject.ts";
import { contracts } from "../contracts/index.ts";
import type { Acceptance } from "./acceptance.ts";
import { runCli, runSim } from "./runCli.ts";

/**
 * Most are caught early; the others get all the seeds that they may need. Where it takes several nodes to show a
 * defect, what befalls them adds to the story.
 */
const onOneNode = { seeds: [30, 200], stepsMax: 10 };
const onSeveral = { seeds: [30, 300], stepsMax: 12 };

/**
 * Each broken subject violates the rule that it names within 200 seeds, or 300 where it takes several nodes; the
 * counterexample has at most ten steps, or twelve, and replays to the same digest in a fresh process.
 */
export const brokenAreCaught: Acceptance = async (jobs, say) => {
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-acceptance-"));
  const complaints: string[] = [];
  const waiting = contracts
    .flatMap(({ subjects }) => subjects)
    .filter(({ breaks }) => breaks !== undefined);
  const worker = async (): Promise<void> => {
    for (let subject = waiting.shift(); subject !== undefined; subject = waiting.shift()) {
      const verdict = await tryCatching(subject, join(folder, subject.contract, subject.name));
      const { name } = subject;
      say(`${name}: ${verdict.told}`);
      if (verdict.complaint !== null) complaints.push(`${name}: ${verdict.complaint}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, worker));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return complaints;
};

type Catch = { readonly told: string; readonly complaint: string | null };

async function tryCatching(subject: Subject, folder: string): Promise<Catch> {
  const { contract, name, breaks: rule = "", topologies } = subject;
  const { seeds: budgets, stepsMax } = topologies === undefined ? onOneNode : onSeveral;
  for (const seeds of budgets) {
    const { code, report } = await runSim([
      "--contract",
      contract,
      "--subject",
      name,
      "--seeds",
      `${seeds}`,
      "--report",
      folder,
    ]);
    const found = report.violations.find((violation) => violation.rule === rule);
    if (found === undefined) continue;
    const { seed, steps, artefact, because } = found;
    const told = `${rule} on seed ${seed}, ${steps} steps: ${because}`;
    if (code !== 1) return { told, complaint: `exit code ${code}; 1 would be right` };
    if (steps > stepsMax)
      return { told, complaint: `${steps} steps; at most ${stepsMax} would be right` };
    if (artefact === null) return { told, complaint: "no artefact was saved" };
    const replay = await runCli(["replay", artefact]);
    const same = replay.code === 1 && /same digest|digest .*(equal|same)/i.test(replay.out);
    return {
      told,
      complaint: same
        ? null
        : `its artefact replays with exit ${replay.code}: ${replay.out.slice(-300)}`,
    };
  }
  return { told: "not caught", complaint: `${rule} held on ${budgets.at(-1)} seeds` };
}
