import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asStreamBalancer } from "../../adapters/streamBalancer/subject.ts";
import { tellLedger } from "../../reports/tellLedger.ts";
import { emptyLedger, type LedgerFigures } from "../../spec/durability.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { tellLiveReport, type LiveReport } from "../live/liveReport.ts";
import { runLive, type LiveRunOptions } from "../live/runLive.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { liveScheduler } from "../scheduler/liveScheduler.ts";
import { liveBalancer } from "../streamBalancer/liveBalancer.ts";
import { diesAfterAcknowledging } from "../streamBalancer/liveScenario.ts";
import type { Acceptance } from "./acceptance.ts";
import { balancerFailovers } from "./liveBalancers.ts";
import { liveShows, manyFailovers } from "./liveScenarios.ts";

const commandsMin = 1_000;
/** A run that a busy machine has spoiled says nothing, and is tried again. */
const triesMax = 3;
/** Where the history of a run stays that was refused. */
const keptIn = ".claimcheck";

/** A run of the one scenario or the other, whatever its contract. */
type Live = {
  readonly name: string;
  readonly run: (options: Omit<LiveRunOptions, "subject">) => Promise<ScenarioRun>;
};

type LedgerRun = ScenarioRun<{ readonly at: number }, LedgerFigures>;

const liveOfScheduler = (name: string, scenario: SchedulerScenario): Live => ({
  name,
  run(options) {
    const subject = findScheduler(name);
    return runLive(liveScheduler({ subject, scenario }, Infinity), { ...options, subject });
  },
});

const liveOfBalancer = (name: string, scenario: StreamBalancerScenario): Live => ({
  name: `stream-balancer ${name}`,
  run(options) {
    const subject = asStreamBalancer(findSubject(name, "stream-balancer"));
    return runLive(liveBalancer({ subject, scenario }, Infinity), { ...options, subject });
  },
});

/**
 * On real servers and the wall clock: the references hold through twenty failovers of a cluster of six while they work, with
 * the durability that they declare; and broken subjects are shown to be.
 */
export const liveHolds: Acceptance = async (_jobs, say) => {
  const held = ["reference", "reference-replicated"].map((name) =>
    holdsThroughFailovers(liveOfScheduler(name, manyFailovers), { failovers: 20, ofEach: 8 }, say),
  );
  const complaints = (await Promise.all(held)).flat();
  // One after the other: each is six nodes and five processes, whose leases end when they are not served.
  for (const name of ["reference", "reference-replicated"]) {
    const live = liveOfBalancer(name, balancerFailovers);
    complaints.push(...(await holdsThroughFailovers(live, { failovers: 8, ofEach: 3 }, say)));
  }
  // A few at a time: each is some processes.
  const waiting = [
    ...liveShows.map(({ subject, rule, scenario }) => ({
      rule,
      live: liveOfScheduler(subject, scenario),
    })),
    {
      rule: "SB-1",
      live: liveOfBalancer("published", diesAfterAcknowledging({ kind: "standalone" })),
    },
  ];
  const worker = async (): Promise<void> => {
    for (let show = waiting.shift(); show !== undefined; show = waiting.shift())
      complaints.push(...(await isShown(show.live, show.rule, say)));
  };
  await Promise.all([worker(), worker(), worker()]);
  return complaints;
};

async function holdsThroughFailovers(
  live: Live,
  atLeast: { readonly failovers: number; readonly ofEach: number },
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { name } = live;
  const run = await decided(live, () => true, say);
  const { faults, commands } = run;
  const { ledger } = run;
  const failovers = run.history.filter((event) => "type" in event && event.type === "incident").length; // prettier-ignore
  say(
    `${name}: ${failovers} failovers of a real cluster (${tellFaults(run)}), ${commands} commands`,
  );
  say(`${name}: ${tellLedger(ledger) ?? "nothing was acknowledged"}`);
  const complaints = complaintsOf(run);
  if (failovers < atLeast.failovers)
    complaints.push(`${failovers} failovers; at least ${atLeast.failovers} would be right`);
  for (const kind of ["failover-automatic", "failover-manual"])
    if ((faults.get(kind) ?? 0) < atLeast.ofEach)
      complaints.push(`${kind} struck ${faults.get(kind) ?? 0} times; at least ${atLeast.ofEach} would be right`); // prettier-ignore
  if (commands < commandsMin)
    complaints.push(`${commands} commands; at least ${commandsMin} would be a load`);
  if (ledger.lost > 0)
    complaints.push(`${ledger.lost} acknowledged changes were lost; none would be right`);
  if (complaints.length > 0) keep(name, run);
  return complaints.map((complaint) => `${name}: ${complaint}`);
}

async function isShown(
  live: Live,
  rule: string,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { name } = live;
  const run = await decided(live, (tried) => violatedIn(tried).includes(rule), say);
  const [found] = run.verdicts.find((verdict) => verdict.rule.id === rule)?.violations ?? [];
  if (found !== undefined && run.undecided.length === 0) {
    say(`${name}: ${rule} (${tellFaults(run) || "nothing but load"}): ${found.because}`);
    return [];
  }
  keep(name, run);
  return [`${name}: ${rule} was not shown (${tellFaults(run)}; ${run.undecided.join("; ")})`];
}

/** A run that says something, and what is hoped for if that takes chance. */
async function decided(
  live: Live,
  isHopedFor: (run: ScenarioRun) => boolean,
  say: (line: string) => void,
): Promise<LedgerRun> {
  const { name } = live;
  for (let tries = 1; ; tries++) {
    const told: string[] = [];
    const run = await runOnce(live, tries, told);
    const isFailed = run instanceof ServerTrouble;
    if (isFailed && tries === triesMax) throw run;
    if (!isFailed && (tries === triesMax || (run.undecided.length === 0 && isHopedFor(run)))) {
      for (const line of told) say(`${name}: ${line}`);
      return { ...run, ledger: run.ledger ?? emptyLedger };
    }
    const why = isFailed ? run.message : (run.undecided[0] ?? "it was not shown");
    say(`${name}: tried again, ${why}`);
  }
}

async function runOnce(
  { run }: Live,
  seed: number,
  told: string[],
): Promise<ScenarioRun | ServerTrouble> {
  const onLiveReport = (report: LiveReport): void => void told.push(tellLiveReport(seed, report));
  try {
    return await run({ backend: "live", seed, journal: "digest", onLiveReport });
  } catch (error) {
    if (error instanceof ServerTrouble) return error; // a server was not served in time, or died
    throw error;
  }
}

function complaintsOf(run: ScenarioRun): string[] {
  return [
    ...run.undecided.map((why) => `undecided: ${why}`),
    ...run.verdicts.flatMap(({ rule, violations }) =>
      rule.level === "must" ? violations.map(({ because }) => `${rule.id}: ${because}`) : [],
    ),
  ];
}

const violatedIn = ({ verdicts }: ScenarioRun): readonly string[] =>
  verdicts.filter(({ verdict }) => verdict === "violated").map(({ rule }) => rule.id);

const tellFaults = ({ faults }: ScenarioRun): string =>
  [...faults].map(([kind, times]) => `${kind} ${times}`).join(", ");

function keep(name: string, run: ScenarioRun): void {
  mkdirSync(keptIn, { recursive: true });
  const path = join(keptIn, `live-${name.replaceAll(/[/ ]/g, "-")}.jsonl`);
  writeFileSync(path, `${run.journal.join("\n")}\n`);
}
