import { tellConfirmation } from "../../reports/gate/tellConfirmation.ts";
import { tellProfile } from "../../reports/tellProfile.ts";
import { tellReplay } from "../../reports/tellReplay.ts";
import { serverName } from "../../reports/serverName.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { Artefact } from "../../spec/artefact.ts";
import type { BackendName } from "../../spec/backend.ts";
import { InputError } from "../../spec/inputError.ts";
import { basename, join } from "node:path";
import { tellExplanation } from "../../reports/tellExplanation.ts";
import { reportFolder } from "../artefacts/reportFolder.ts";
import { runStoryOf } from "../artefacts/runStoryOf.ts";
import { saveStory } from "../artefacts/saveStory.ts";
import { explainViolation } from "../artefacts/explainViolation.ts";
import { readArtefact } from "../artefacts/readArtefact.ts";
import { versionOfArtefact } from "../artefacts/versionOfArtefact.ts";
import { exitCode } from "../exitCode.ts";
import { tellLiveReport } from "../live/liveReport.ts";
import { blameFor } from "../lockstep/blameFor.ts";
import { confirmationOf } from "../lockstep/confirmationOf.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import { makerFor, onlyInLockstep, type RealServers } from "../lockstep/realServers.ts";
import { tellBlameAtLength } from "../lockstep/tellBlame.ts";
import type { ContractRun } from "../contracts/contract.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { refuseProfile } from "../sweep/planSweep.ts";
import { loadSubject } from "../subjectModule/loadSubject.ts";
import type { Terminal } from "../terminal.ts";
import { versions } from "../versions.ts";

export type ReplayOptions = {
  readonly file: string;
  /** The module that exports the subject; null when it is built in. */
  readonly module: string | null;
  /** Null is the backend that the artefact was saved on. */
  readonly backend: BackendName | null;
  /** Print the journal up to this line. The run is judged to its end all the same, so the exit code stays true. */
  readonly untilStep: number | null;
  /** Where the run is saved as a page, and as an issue to file; null is nowhere. */
  readonly reportFolder: string | null;
  /** Null is the one of the image that is given, or that the artefact was saved with. */
  readonly redisVersion: RedisVersion | null;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  /** Tell what each process did. */
  readonly profile?: boolean | undefined;
};

/** Where a replay runs, and where its reports go; null is nowhere. */
type Setting = {
  readonly backend: BackendName;
  readonly redisVersion: RedisVersion;
  readonly current: Readonly<Record<string, string>>;
  readonly folder: string | null;
};

/** Runs an artefact's scenario again and tells what it shows. */
export async function replay(options: ReplayOptions, terminal: Terminal): Promise<number> {
  const artefact = readArtefact(options.file);
  const { scenario, seed } = artefact;
  const subject = await subjectOf(artefact, options);
  const backend = options.backend ?? artefact.backend;
  refuseProfile({ profile: options.profile, backend });
  const redisVersion = await versionOf(artefact, backend, options);
  const { release } = profileOf(redisVersion);
  await subject.load?.();

  terminal.out(
    `replaying ${options.file}  seed ${seed}  subject ${subject.name}  backend ${backend}${backend === "model" ? ` (${serverName(release)})` : ""}\n\n`,
  );
  const folder = options.reportFolder === null ? null : reportFolder(options.reportFolder);
  const setting = { backend, redisVersion, current: versions(release, backend), folder };
  const journal = options.untilStep === null ? "digest" : "full";
  const reports: LockstepReport[] = [];
  const run = await contractOf(artefact).run({
    subject,
    backend,
    scenario,
    seed,
    journal,
    redisVersion,
    realServers: options.realServers,
    module: options.module,
    profile: options.profile === true,
    onLockstepReport: (report) => void reports.push(report),
    onLiveReport: (report) => terminal.out(`${tellLiveReport(seed, report)}\n`),
  });
  if (options.untilStep !== null) terminal.out(tellJournal(run.journal, options.untilStep));
  terminal.out(`${tellReplay(outcomeOf(run, artefact, options, setting, terminal))}\n`);
  if (run.profile !== undefined) terminal.out(`\n${tellProfile(run.profile).join("\n")}\n`);
  for (const report of reports) {
    terminal.out(tellLockstep(run, report, artefact.rule));
    if (report.recording === null) continue;
    const blame = await blameFor(report.recording, { stopped: terminal.stopped });
    terminal.out(tellBlameAtLength(blame));
  }
  return exitCodeOf(run, artefact);
}

/** @throws InputError when the real servers that are wanted cannot be had. */
async function versionOf(
  artefact: Artefact,
  backend: BackendName,
  { file, redisVersion, realServers }: ReplayOptions,
): Promise<RedisVersion> {
  const saved = redisVersion ?? versionOfArtefact(artefact, file);
  if (realServers === undefined) return saved;
  if (backend === "live") return saved;
  if (backend !== "lockstep") throw onlyInLockstep(backend);
  const isOfImage = redisVersion === null && realServers.image !== null;
  return (await makerFor(realServers, isOfImage ? null : saved)).version;
}

/** What the real servers showed, and how often they were not equal to the model byte for byte. */
function tellLockstep(run: ContractRun, report: LockstepReport, rule: string): string {
  const normalised = [...report.normalised].map(([name, times]) => `${name} ${times} times`);
  const how = normalised.length === 0 ? "" : `; permitted differences: ${normalised.join(", ")}`;
  const answers = `${report.roundTrips} answers compared${how}`;
  return `${rule}: ${tellConfirmation(confirmationOf(run, report, rule))}\n${answers}\n`;
}

async function subjectOf({ subject, contract }: Artefact, { file, module }: ReplayOptions) {
  try {
    return await loadSubject({ subject, module, contract });
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.code, `${file}: ${error.message}`);
    throw error;
  }
}

function outcomeOf(
  run: ContractRun,
  artefact: Artefact,
  options: ReplayOptions,
  { backend, redisVersion, current, folder }: Setting,
  terminal: Terminal,
) {
  const { file, module } = options;
  const stories = [...new Set([artefact.rule, ...violatedRules(run)])].flatMap((rule) => {
    const story = runStoryOf({
      run,
      rule,
      subject: artefact.subject,
      scenario: artefact.scenario,
      backend,
      redisVersion,
      found: `seed ${artefact.seed}, ${stepsOf(artefact.scenario)} steps`,
      artefact: file,
      folder,
      module,
      versions: current,
      commit: artefact.commit,
    });
    if (story === null) return [];
    const path = folder === null ? null : join(folder, `${basename(file, ".json")}-${rule}`);
    const page = path === null ? null : saveStory(path, story, terminal);
    return [explainViolation(story, file, module, page)];
  });
  return {
    rule: artefact.rule,
    violated: violatedRules(run).includes(artefact.rule),
    stories,
    explanations: (run.explain?.() ?? []).map(tellExplanation),
    undecided: run.undecided,
    isRepeatable: backend !== "live" && artefact.backend !== "live",
    digest: run.digest,
    digestSaved: artefact.digest,
    versions: current,
    versionsSaved: artefact.versions,
  };
}

const violatedRules = (run: ContractRun): readonly string[] =>
  run.verdicts.filter(({ verdict }) => verdict === "violated").map(({ rule }) => rule.id);

/** A violation that is gone is not a rule that held: the artefact was made to show it, and it shows something else. */
function exitCodeOf(run: ContractRun, artefact: Artefact): number {
  const violated = new Set(violatedRules(run));
  const must = run.verdicts.some(({ rule }) => rule.level === "must" && violated.has(rule.id));
  if (violated.has(artefact.rule) || must) return exitCode.violated;
  if (run.undecided.length > 0 || run.digest !== artefact.digest) return exitCode.undecided;
  return exitCode.held;
}

function tellJournal(journal: readonly string[], untilStep: number): string {
  const shown = journal.slice(0, untilStep);
  const width = String(shown.length).length;
  const lines = shown.map((line, index) => `${String(index + 1).padStart(width)}  ${line}`);
  return [...lines, "", `${shown.length} of ${journal.length} journal lines`, "", ""].join("\n");
}
