import { fileURLToPath } from "node:url";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import type { Acceptance } from "./acceptance.ts";
import { mockTable, type MockRow, type Shown } from "./mockTable.ts";
import { rewriteSection } from "./rewriteSection.ts";
import { runSim } from "./runSim.ts";

/** As for `broken`: most are caught early, the others get all the seeds that they may need. */
const modelSeeds = [30, 200];
/** A script takes ioredis-mock some milliseconds, and what it lacks shows in the first run. */
const mockSeeds = [5];

const page = fileURLToPath(new URL("../../../conformance/README.md", import.meta.url));
const begin = "<!-- npm run acceptance -- mock: begin -->";

/**
 * What testing with ioredis-mock would have missed: the reference and each broken subject on the model and on the mock.
 * Rewrites the table in conformance/README.md.
 */
export const mockMisses: Acceptance = async (jobs, say) => {
  const rows: MockRow[] = [];
  const waiting = schedulerSubjects.filter(
    ({ name, breaks, topologies = ["standalone"] }) =>
      // ioredis-mock is one node.
      (breaks !== undefined || name === "reference") && topologies.includes("standalone"),
  );
  const order = waiting.map(({ name }) => name);
  const worker = async (): Promise<void> => {
    for (let subject = waiting.shift(); subject !== undefined; subject = waiting.shift()) {
      const { name, breaks = null } = subject;
      const model = await show(name, breaks, "model", modelSeeds);
      const mock = await show(name, breaks, "mock", mockSeeds);
      rows.push({ subject: name, breaks, model, mock });
      say(`${name}: model ${tell(model)}, mock ${tell(mock)}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  rows.sort((a, b) => order.indexOf(a.subject) - order.indexOf(b.subject));
  rewriteSection({ page, begin }, mockTable(rows));
  return rows
    .filter(({ breaks, model }) => breaks !== null && model.caughtBySeed === null)
    .map(({ subject, breaks }) => `${subject}: ${breaks} held on the model`);
};

async function show(
  subject: string,
  rule: string | null,
  backend: "model" | "mock",
  budgets: readonly number[],
): Promise<Shown> {
  let shown: Shown = { caughtBySeed: null, runs: 0, undecided: [] };
  for (const seeds of budgets) {
    const args = ["--subject", subject, "--backend", backend, "--seeds", `${seeds}`, "--no-shrink"];
    const { report } = await runSim(args);
    const found = report.violations.find((violation) => violation.rule === rule);
    shown = { caughtBySeed: found?.seed ?? null, runs: report.seeds, undecided: report.undecided };
    if (found !== undefined) break;
  }
  return shown;
}

const tell = ({ caughtBySeed, undecided }: Shown): string =>
  caughtBySeed === null ? (undecided[0]?.reason ?? "held") : `seed ${caughtBySeed}`;
