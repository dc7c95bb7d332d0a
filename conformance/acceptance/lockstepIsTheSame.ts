import { serverName } from "../../reports/serverName.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import { whyNotOn } from "../../spec/nodeFault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { KnownServer } from "../servers/identifyServer.ts";
import { knownServers } from "../servers/knownServers.ts";
import type { Acceptance } from "./acceptance.ts";
import { runSimInThread } from "./runSim.ts";
import { sideBySide } from "./sideBySide.ts";

type Share = {
  readonly topology: TopologyKind;
  readonly from: number;
  readonly to: number;
  /** Whether the model runs them once more without a server; in lockstep each of its replies is compared in any case. */
  readonly isRunAlone: boolean;
};

const share = (topology: TopologyKind, to: number): Share => ({
  topology,
  from: 1,
  to,
  isRunAlone: true,
});

/** The version that most is tried on, and how much of it on the others. */
const mainVersion = "7.0";
const ofMain: readonly Share[] = [
  { topology: "standalone", from: 51, to: 525, isRunAlone: false },
  { topology: "standalone", from: 526, to: 1_000, isRunAlone: false },
  share("standalone", 50),
  share("replicated", 6),
  share("cluster", 8),
];
const ofOthers: readonly Share[] = [
  share("standalone", 10),
  share("replicated", 4),
  share("cluster", 5),
];
/** What takes an hour, and is asked for. */
const inFull: readonly Share[] = [
  share("standalone", 1_000),
  share("replicated", 500),
  share("cluster", 500),
];

/**
 * The same seeds have the same digest on the model and on each real server at hand, with all faults that can strike
 * both. With `--full` on 500 clusters of each. Else most of a thousand on one node run in lockstep only: a run in which
 * anything differs is undecided, and so refused.
 */
export const lockstepIsTheSame: Acceptance = async (jobs, say, isFull) => {
  const servers = knownServers();
  const complaints: string[] = [];
  const tasks = servers.flatMap((server) => {
    const shares = isFull ? inFull : server.version === mainVersion ? ofMain : ofOthers;
    return shares.map((share) => async () => {
      complaints.push(...(await isTheSame(server, share, say)));
    });
  });
  await sideBySide(tasks, jobs);
  if (servers.every(({ version }) => version !== mainVersion))
    complaints.push(
      `no ${serverName(profileOf(mainVersion).release)} is at hand; a redis-server on the PATH would be right`,
    );
  return complaints;
};

async function isTheSame(
  { name, version }: KnownServer,
  { topology, from, to, isRunAlone }: Share,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const seeds = to - from + 1;
  const sweep = [
    "--subject",
    "reference",
    "--seeds",
    `${from}..${to}`,
    "--redis-version",
    version,
    "--topology",
    topology,
    "--faults",
    faultsOn(topology),
  ];
  const model = isRunAlone ? await runSimInThread([...sweep, "--backend", "model"]) : null;
  const real = await runSimInThread([...sweep, "--backend", "lockstep"]);
  const what = `${name}, ${topology}`;
  say(`${what}: seeds ${from}..${to}, ${real.report.commands} commands`);
  say(`${what}: model    ${model?.report.digest ?? "compared reply by reply"}`);
  say(`${what}: lockstep ${real.report.digest}, ${real.report.verdict}`);

  const complaints: string[] = [];
  if (model?.report.verdict === "violated") complaints.push("the model shows a violation");
  if (model !== null && real.report.digest !== model.report.digest)
    complaints.push("the digests differ");
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
