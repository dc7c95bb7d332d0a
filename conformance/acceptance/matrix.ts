import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BackendName } from "../../spec/backend.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { contracts } from "../contracts/index.ts";
import { replaceSection } from "../differential/fidelity/replaceSection.ts";
import type { Acceptance } from "./acceptance.ts";
import { matrixContracts } from "./matrixContracts.ts";
import { matrixTable, type Measured } from "./matrixTable.ts";
import { runSim } from "./runSim.ts";

const page = fileURLToPath(new URL("../../../README.md", import.meta.url));

/** How many seeds are asked there; what holds on thousands is the other parts' to prove. */
const seedsOn: Readonly<Record<BackendName, number>> = {
  model: 100,
  mock: 1, // the second scenario is claims that make no sense until its events are used up: a minute of its Lua for each subject
  lockstep: 5,
  live: 1,
};

/**
 * Asks every subject that is not broken on purpose on every backend of its contract, and writes the matrix of README.md anew: which
 * rule was asked where, and what it said. A reference must not violate anything. The wall clock is asked with --full.
 */
export const matrixIsTrue: Acceptance = async (_jobs, say, isFull) => {
  const measured: Measured[] = [];
  const complaints: string[] = [];
  for (const { name: contract, backendsOf, reference, subjects } of contracts) {
    for (const each of subjects) {
      const { name: subject, breaks, topologies } = each;
      if (breaks !== undefined) continue;
      for (const backend of backendsOf(each)) {
        if (backend === "live" && !isFull) continue; // a minute for each seed
        if (backend === "mock" && topologies?.includes("standalone") === false) continue; // it is one node
        const seeds = `1..${seedsOn[backend]}`;
        const asked = ["--contract", contract, "--subject", subject, "--backend", backend];
        const { report } = await runSim([...asked, "--seeds", seeds, "--no-shrink"]);
        measured.push({ contract, subject, backend, rules: report.rules });
        const held = report.rules.filter(({ verdict }) => verdict === "held").length;
        say(`${contract} ${subject} ${backend}: ${report.verdict}, ${held} rules held`);
        if (subject === reference && report.verdict === "violated")
          complaints.push(`${contract} ${subject} ${backend}: ${report.violations[0]?.because}`);
      }
    }
  }
  const tables = matrixContracts.flatMap((contract) => [
    `**${contract.name}**`,
    "",
    matrixTable(contract, measured),
    "",
  ]);
  const text = readFileSync(page, "utf8");
  writeWhole(page, replaceSection(text, "matrix", tables.join("\n").trim(), page));
  return complaints;
};
