import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eventStreamerSubjects } from "../../adapters/eventStreamer/index.ts";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
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

/** Subjects of one contract, and where the table of them stands. */
type Group = {
  readonly subjects: readonly Subject[];
  /** What they are, in the plural. */
  readonly called: string;
  readonly page: string;
  readonly mark: string;
  /** Whether a cluster of each server is asked, too: what was found on one node is played on three masters. */
  readonly onClusters: boolean;
};

const schedulers: Group = {
  subjects: schedulerSubjects,
  called: "schedulers",
  page: fileURLToPath(new URL("../../../README.md", import.meta.url)),
  mark: "confirmations",
  onClusters: false,
};

const streamBalancers: Group = {
  subjects: streamBalancerSubjects,
  called: "stream balancers",
  page: fileURLToPath(
    new URL("../../../adapters/streamBalancer/broken/README.md", import.meta.url),
  ),
  mark: "confirmations stream-balancer",
  onClusters: true,
};

const eventStreamers: Group = {
  // What lies in a process asks no server.
  subjects: eventStreamerSubjects.filter(({ layout }) => layout !== null),
  called: "event streamers over Redis",
  page: fileURLToPath(new URL("../../../adapters/eventStreamer/README.md", import.meta.url)),
  mark: "confirmations event-streamer",
  onClusters: true,
};

/**
 * What shows the defect of each broken scheduler, and in full of all other broken subjects that ask a server, is asked of each real server at hand, in
 * lockstep. No server may say that only the model shows it. With all servers at hand the tables are written anew.
 */
export const realServersConfirm: Acceptance = async (_jobs, say, isFull) => {
  const servers = knownServers();
  const complaints: string[] = [];
  for (const group of isFull ? [schedulers, streamBalancers, eventStreamers] : [schedulers])
    complaints.push(...(await confirmAll(group, servers, isFull, say)));
  return complaints;
};

async function confirmAll(
  { subjects, called, page, mark, onClusters }: Group,
  servers: readonly KnownServer[],
  isFull: boolean,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const broken = subjects.filter(({ breaks }) => breaks !== undefined);
  const confirmed = async (subject: Subject): Promise<ConfirmationRow> =>
    confirm(subject, servers, onClusters, isFull);
  const rows = await Promise.all(broken.map(confirmed));
  const complaints = rows.flatMap(({ subject, rule, steps, said }) => {
    const told = said.map((each) => (each === null ? "not shown" : tellConfirmation(each)));
    say(`${subject}: ${told.join("; ")}`);
    const onModelOnly = said.flatMap((each, index) =>
      each !== null && "modelOnly" in each ? [`${subject}: ${told[index]}`] : [],
    );
    return steps === null ? [`${subject}: nothing violated ${rule}`] : onModelOnly;
  });
  if (servers.length < versionProfiles.length) {
    say(`not every server is at hand, so the table of ${called} stays as it is`);
    return complaints;
  }
  const names = servers.map(({ name }) => name);
  const columns = onClusters ? [...names, ...names.map((name) => `cluster of ${name}`)] : names;
  const text = readFileSync(page, "utf8");
  writeWhole(page, replaceSection(text, mark, confirmationTable(called, rows, columns), page));
  return complaints;
}

async function confirm(
  subject: Subject,
  servers: readonly KnownServer[],
  onClusters: boolean,
  isFull: boolean,
): Promise<ConfirmationRow> {
  const { rule, found } = await catchBroken(subject, isFull);
  const file = found?.artefact ?? null;
  const versions = servers.map(({ version }) => version);
  const task = { file: file ?? "", versions, onClusters } satisfies ConfirmTask;
  const said =
    file === null ? [] : await inThread<readonly (Confirmation | null)[]>("confirmInThread", task);
  return { subject: subject.name, rule, steps: found?.steps ?? null, said };
}
