import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tellLedger } from "../../reports/tellLedger.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { tellLiveReport, type LiveReport } from "../live/liveReport.ts";
import { runLive } from "../live/runLive.ts";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { liveScheduler } from "../scheduler/liveScheduler.ts";
import type { ScenarioRun } from "../scheduler/scenarioRun.ts";
import type { Acceptance } from "./acceptance.ts";
import { liveShows, manyFailovers, type LiveShow } from "./liveScenarios.ts";

const failoversMin = 20;
/** Of the elections after a death, and of the handovers. */
const ofEachMin = 8;
const commandsMin = 1_000;
/** A run that a busy machine has spoiled says nothing, and is tried again. */
const triesMax = 3;
/** Where the history of a run stays that was refused. */
const keptIn = ".claimcheck";

/**
 * On real servers and the wall clock: the references hold through twenty failovers of a cluster of six while they work, with
 * the durability that they declare; and broken subjects are shown to be.
 */
export const liveHolds: Acceptance = async (_jobs, say) => {
  const held = ["reference", "reference-replicated"].map((name) =>
    holdsThroughFailovers(name, say),
  );
  const complaints = (await Promise.all(held)).flat();
  // A few at a time: each is some processes.
  const waiting = [...liveShows];
  const worker = async (): Promise<void> => {
    for (let show = waiting.shift(); show !== undefined; show = waiting.shift())
      complaints.push(...(await isShown(show, say)));
  };
  await Promise.all([worker(), worker(), worker()]);
  return complaints;
};

async function holdsThroughFailovers(
  name: string,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const run = await decided(name, manyFailovers, () => true, say);
  const { faults, ledger, commands } = run;
  const failovers = run.history.filter(({ type }) => type === "incident").length;
  say(
    `${name}: ${failovers} failovers of a real cluster (${tellFaults(run)}), ${commands} commands`,
  );
  say(`${name}: ${tellLedger(ledger) ?? "nothing was acknowledged"}`);
  const complaints = complaintsOf(run);
  if (failovers < failoversMin)
    complaints.push(`${failovers} failovers; at least ${failoversMin} would be right`);
  for (const kind of ["failover-automatic", "failover-manual"])
    if ((faults.get(kind) ?? 0) < ofEachMin)
      complaints.push(`${kind} struck ${faults.get(kind) ?? 0} times; at least ${ofEachMin} would be right`); // prettier-ignore
  if (commands < commandsMin)
    complaints.push(`${commands} commands; at least ${commandsMin} would be a load`);
  if (ledger.lost > 0)
    complaints.push(`${ledger.lost} acknowledged changes were lost; none would be right`);
  if (complaints.length > 0) keep(name, run);
  return complaints.map((complaint) => `${name}: ${complaint}`);
}

async function isShown(
  { subject, rule, scenario }: LiveShow,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const run = await decided(subject, scenario, (tried) => violatedIn(tried).includes(rule), say);
  const [found] = run.verdicts.find((verdict) => verdict.rule.id === rule)?.violations ?? [];
  if (found !== undefined && run.undecided.length === 0) {
    say(`${subject}: ${rule} (${tellFaults(run) || "nothing but load"}): ${found.because}`);
    return [];
  }
  keep(subject, run);
  return [`${subject}: ${rule} was not shown (${tellFaults(run)}; ${run.undecided.join("; ")})`];
}

/** A run that says something, and what is hoped for if that takes chance. */
async function decided(
  name: string,
  scenario: SchedulerScenario,
  isHopedFor: (run: ScenarioRun) => boolean,
  say: (line: string) => void,
): Promise<ScenarioRun> {
  for (let tries = 1; ; tries++) {
    const told: string[] = [];
    const run = await runOnce(name, scenario, tries, told);
    const isFailed = run instanceof ServerTrouble;
    if (isFailed && tries === triesMax) throw run;
    if (!isFailed && (tries === triesMax || (run.undecided.length === 0 && isHopedFor(run)))) {
      for (const line of told) say(`${name}: ${line}`);
      return run;
    }
    const why = isFailed ? run.message : (run.undecided[0] ?? "it was not shown");
    say(`${name}: tried again, ${why}`);
  }
}

async function runOnce(
  name: string,
  scenario: SchedulerScenario,
  seed: number,
  told: string[],
): Promise<ScenarioRun | ServerTrouble> {
  const onLiveReport = (report: LiveReport): void => void told.push(tellLiveReport(seed, report));
  const subject = findScheduler(name);
  try {
    return await runLive(liveScheduler({ subject, scenario }, Infinity), {
      subject,
      backend: "live",
      seed,
      journal: "digest",
      onLiveReport,
    });
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
  const path = join(keptIn, `live-${name.replaceAll("/", "-")}.jsonl`);
  writeFileSync(path, `${run.journal.join("\n")}\n`);
}
