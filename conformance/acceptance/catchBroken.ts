import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subject } from "../../adapters/subject.ts";
import { runSim, type SimReport } from "./runCli.ts";

/** Most are caught early; the others get all the seeds that they may need, and more where it takes several nodes. */
const seedsOnOneNode = [30, 200] as const;
const seedsOnSeveral = [30, 300] as const;
/** Whoever waits wrongly shows it in nearly every run. */
const seedsOfWaiting = [30, 100] as const;

/** What became of the search for a broken subject's defect. */
export type Catch = {
  /** The rule that the subject breaks. */
  readonly rule: string;
  /** How many seeds were run at most. */
  readonly seedsMax: number;
  /** What violated that rule first, made small; null when nothing did. */
  readonly found: SimReport["violations"][number] | null;
  /** Exit code of the sweep that found it. */
  readonly code: number | null;
};

const caught = new Map<Subject, Promise<Catch>>();
let folder: string | null = null;

/** Looks for a broken subject's defect, once in a process. What is found stays until the process ends. */
export function catchBroken(subject: Subject): Promise<Catch> {
  const known = caught.get(subject) ?? search(subject);
  caught.set(subject, known);
  return known;
}

async function search({ contract, name, breaks: rule = "", topologies }: Subject): Promise<Catch> {
  const isEarly = topologies === undefined && contract === "scheduler";
  const onNodes = isEarly ? seedsOnOneNode : seedsOnSeveral;
  const budgets = contract === "event-streamer" ? seedsOfWaiting : onNodes;
  let code: number | null = null;
  for (const seeds of budgets) {
    const swept = await runSim([
      "--contract",
      contract,
      "--subject",
      name,
      "--seeds",
      `${seeds}`,
      "--report",
      join(reportFolder(), contract, name),
    ]);
    code = swept.code;
    const found = swept.report.violations.find((violation) => violation.rule === rule);
    if (found !== undefined) return { rule, seedsMax: seeds, found, code };
  }
  return { rule, seedsMax: budgets[1], found: null, code };
}

function reportFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(tmpdir(), "claimcheck-acceptance-"));
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
