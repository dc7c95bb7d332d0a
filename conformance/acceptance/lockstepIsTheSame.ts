import { serverName } from "../../reports/serverName.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import { whyNotOn } from "../../spec/nodeFault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { KnownServer } from "../servers/identifyServer.ts";
import { knownServers } from "../servers/knownServers.ts";
import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";
import { sideBySide } from "./sideBySide.ts";

type Share = {
  readonly topology: TopologyKind;
  readonly seeds: number;
};

/** The version that most is tried on, and how much of it on the others. */
const mainVersion = "7.0";
const ofMain: readonly Share[] = [
  { topology: "standalone", seeds: 1_000 },
  { topology: "replicated", seeds: 12 },
  { topology: "cluster", seeds: 30 },
];
const ofOthers: readonly Share[] = [
  { topology: "standalone", seeds: 40 },
  { topology: "replicated", seeds: 6 },
  { topology: "cluster", seeds: 12 },
];
/** What takes an hour, and is asked for. */
const inFull: readonly Share[] = [
  { topology: "standalone", seeds: 1_000 },
  { topology: "replicated", seeds: 500 },
  { topology: "cluster", seeds: 500 },
];

/**
 * The same seeds have the same digest on the model and on each real server at hand, with all faults that can strike
 * both. With `--full` on 500 clusters of each.
 */
export const lockstepIsTheSame: Acceptance = async (jobs, say, isFull) => {
  const servers = knownServers();
  const complaints: string[] = [];
  const tasks = servers.flatMap((server) => {
    const shares = isFull ? inFull : server.version === mainVersion ? ofMain : ofOthers;
    return shares.map((share) => async () => {
      complaints.push(...(await isTheSame(server, share, jobs, say)));
    });
  });
  // Whoever runs in lockstep waits for servers half of its time: others fill it.
  await sideBySide(tasks, 2);
  if (servers.every(({ version }) => version !== mainVersion))
    complaints.push(
      `no ${serverName(profileOf(mainVersion).release)} is at hand; a redis-server on the PATH would be right`,
    );
  return complaints;
};

async function isTheSame(
  { name, version }: KnownServer,
  { topology, seeds }: Share,
  jobs: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const sweep = [
    "--subject",
    "reference",
    "--seeds",
    `${seeds}`,
    "--jobs",
    `${jobs}`,
    "--redis-version",
    version,
    "--topology",
    topology,
    "--faults",
    faultsOn(topology),
  ];
  const model = await runSim([...sweep, "--backend", "model"]);
  const real = await runSim([...sweep, "--backend", "lockstep"]);
  const what = `${name}, ${topology}`;
  say(`${what}: ${seeds} seeds, ${model.report.commands} commands`);
  say(`${what}: model    ${model.report.digest}`);
  say(`${what}: lockstep ${real.report.digest}, ${real.report.verdict}`);

  const complaints: string[] = [];
  if (model.report.verdict === "violated") complaints.push("the model shows a violation");
  if (real.report.digest !== model.report.digest) complaints.push("the digests differ");
  if (real.report.verdict === "violated") complaints.push(`exit ${real.code}, verdict violated`);
  // Not every kind of fault strikes in a few seeds, which is no reason of any run.
  for (const { reason, runs } of real.report.undecided.filter((each) => each.runs > 0))
    complaints.push(`${runs} runs were undecided: ${reason}`);
  if (real.report.seeds !== seeds)
    complaints.push(`${real.report.seeds} seeds were run; ${seeds} would be right`);
  return complaints.map((complaint) => `${what}: ${complaint}`);
}

const faultsOn = (topology: TopologyKind): string =>
  schedulerFaultKinds.filter((kind) => whyNotOn(kind, { kind: topology }) === null).join(",");
