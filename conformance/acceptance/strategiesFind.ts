import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Subject } from "../../adapters/subject.ts";
import { strategyNames, type StrategyName } from "../../spec/strategy.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { contracts } from "../contracts/index.ts";
import { replaceSection } from "../differential/fidelity/replaceSection.ts";
import { createTally } from "../sweep/createTally.ts";
import { judgeSeeds } from "../sweep/judgeSeeds.ts";
import { planSweep } from "../sweep/planSweep.ts";
import type { Acceptance } from "./acceptance.ts";
import { silentTerminal } from "./silentTerminal.ts";
import { strategyTable, type StrategyRow } from "./strategyTable.ts";

/** So many runs each strategy has; with --full, as many as a broken subject may take. */
const runsMax = { usual: 30, full: 300 } as const;

const page = fileURLToPath(new URL("../../../conformance/search/README.md", import.meta.url));

/**
 * How many runs each strategy takes to find the defect of each broken subject, of every contract; with --full each must be
 * found by one of them. Rewrites the tables in conformance/search/README.md.
 */
export const strategiesFind: Acceptance = async (_, say, isFull) => {
  const max = isFull ? runsMax.full : runsMax.usual;
  const complaints: string[] = [];
  for (const { name, subjects } of contracts) {
    const rows: StrategyRow[] = [];
    for (const subject of subjects) {
      if (subject.breaks === undefined) continue;
      const row = await rowOf(subject, subject.breaks, max);
      rows.push(row);
      const told = [...row.runs].map(([strategy, runs]) => `${strategy} ${runs ?? "-"}`);
      say(`${subject.name}: ${told.join(", ")}`);
      if (isFull && [...row.runs.values()].every((runs) => runs === null))
        complaints.push(`${subject.name}: ${subject.breaks} held in ${max} runs of each strategy`);
    }
    if (rows.length === 0) continue;
    const text = readFileSync(page, "utf8");
    writeWhole(page, replaceSection(text, `strategies ${name}`, strategyTable(rows, max), page));
  }
  return complaints;
};

async function rowOf(subject: Subject, breaks: string, max: number): Promise<StrategyRow> {
  const runs = new Map<StrategyName, number | null>();
  for (const strategy of strategyNames) {
    const sweep = planSweep(
      { ...asked, strategy, seeds: { from: 1, to: max, forMs: null } },
      subject,
    );
    const tally = createTally(sweep.plan.faults);
    await judgeSeeds({ ...sweep, stopAtRule: breaks }, tally, silentTerminal);
    const found = tally.firstViolations().find(({ rule }) => rule.rule === breaks);
    // Where there is nothing to record, a strategy does what random does, which says nothing of it.
    runs.set(strategy, found?.strategy === strategy ? found.seed : null);
  }
  return { contract: subject.contract, subject: subject.name, breaks, runs };
}

const asked = {
  backend: "model",
  shard: null,
  topology: null,
  faults: null,
  base: null,
  reportFolder: null,
  // Most are found in a few runs, before threads would have started.
  jobs: 1,
  checkDeterminism: false,
  shrink: false,
  redisVersion: "7.0",
} as const;
