import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import type { Subject } from "../../adapters/subject.ts";
import { tellConfirmation } from "../../reports/gate/tellConfirmation.ts";
import { versionProfiles } from "../../sim/redis/versions/index.ts";
import type { Confirmation } from "../../spec/gateResult.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { replaceSection } from "../differential/fidelity/replaceSection.ts";
import type { KnownServer } from "../servers/identifyServer.ts";
import { knownServers } from "../servers/knownServers.ts";
import type { Acceptance } from "./acceptance.ts";
import { catchBroken } from "./catchBroken.ts";
import type { ConfirmTask } from "./confirmInThread.ts";
import { confirmationTable, type ConfirmationRow } from "./confirmationTable.ts";
import { inThread } from "./threads.ts";

const page = fileURLToPath(new URL("../../../README.md", import.meta.url));

/**
 * What shows the defect of each broken scheduler is asked of each real server at hand, in lockstep. No server may say that
 * only the model shows it. With all servers at hand the table in README.md is written anew.
 */
export const realServersConfirm: Acceptance = async (_jobs, say, isFull) => {
  const servers = knownServers();
  const broken = schedulerSubjects.filter(({ breaks }) => breaks !== undefined);
  const rows = await Promise.all(broken.map((subject) => confirm(subject, servers, isFull)));
  const complaints: string[] = [];
  for (const row of rows) {
    const said = row.said.map(tellConfirmation);
    say(`${row.subject}: ${said.join("; ")}`);
    complaints.push(
      ...said
        .filter((_, index) => "modelOnly" in row.said[index]!)
        .map((each) => `${row.subject}: ${each}`),
    );
    if (row.steps === null) complaints.push(`${row.subject}: nothing violated ${row.rule}`);
  }
  if (servers.length < versionProfiles.length) {
    say("not every server is at hand, so README.md stays as it is");
    return complaints;
  }
  const names = servers.map(({ name }) => name);
  const text = readFileSync(page, "utf8");
  writeWhole(page, replaceSection(text, "confirmations", confirmationTable(rows, names), page));
  return complaints;
};

async function confirm(
  subject: Subject,
  servers: readonly KnownServer[],
  isFull: boolean,
): Promise<ConfirmationRow> {
  const { rule, found } = await catchBroken(subject, isFull);
  const file = found?.artefact ?? null;
  const versions = servers.map(({ version }) => version);
  const task = { file: file ?? "", versions } satisfies ConfirmTask;
  const said =
    file === null ? [] : await inThread<readonly Confirmation[]>("confirmInThread", task);
  return { subject: subject.name, rule, steps: found?.steps ?? null, said };
}
