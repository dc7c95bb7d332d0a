import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Subject } from "../../adapters/subject.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { contracts } from "../contracts/index.ts";
import { replaceSection } from "../differential/fidelity/replaceSection.ts";
import type { Acceptance } from "./acceptance.ts";
import type { StrategiesTask } from "./strategiesInThread.ts";
import { strategyTable, type StrategyRow } from "./strategyTable.ts";
import { inThread } from "./threads.ts";

/** So many runs each strategy has; with --full, as many as a broken subject may take. */
const runsMax = { usual: 40, full: 300 } as const;

const page = fileURLToPath(new URL("../../../conformance/search/README.md", import.meta.url));

/**
 * How many runs each strategy takes to find the defect of each broken subject, of every contract; with --full each must be
 * found by one of them. Rewrites the tables in conformance/search/README.md.
 */
export const strategiesFind: Acceptance = async (_, say, isFull) => {
  const max = isFull ? runsMax.full : runsMax.usual;
  const complaints: string[] = [];
  const rowOf = async (subject: Subject, breaks: string): Promise<StrategyRow> => {
    const { contract, name } = subject;
    const task: StrategiesTask = { contract, subject: name, breaks, runsMax: max };
    const runs = await inThread<StrategyRow["runs"]>("strategiesInThread", task);
    say(`${name}: ${[...runs].map(([strategy, took]) => `${strategy} ${took ?? "-"}`).join(", ")}`);
    if (isFull && [...runs.values()].every((took) => took === null))
      complaints.push(`${name}: ${breaks} held in ${max} runs of each strategy`);
    return { contract, subject: name, breaks, runs };
  };
  for (const { name, subjects } of contracts) {
    const rows = await Promise.all(
      subjects.flatMap((subject) =>
        subject.breaks === undefined ? [] : [rowOf(subject, subject.breaks)],
      ),
    );
    if (rows.length === 0) continue;
    const text = readFileSync(page, "utf8");
    writeWhole(page, replaceSection(text, `strategies ${name}`, strategyTable(rows, max), page));
  }
  return complaints;
};
