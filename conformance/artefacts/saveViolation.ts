import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { formatArtefact } from "../../spec/artefact.ts";
import type { SchedulerFaultKind } from "../../spec/fault.ts";
import type { FoundViolation } from "../../spec/result.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { drawScenario } from "../scheduler/drawScenario.ts";
import { runScenario } from "../scheduler/runScenario.ts";
import type { ScenarioRun } from "../scheduler/scenarioRun.ts";
import { shrinkScenario } from "../scheduler/shrinkScenario.ts";
import type { FirstViolation } from "../sweep/createTally.ts";
import { drawOptionsOf } from "../sweep/drawOptionsOf.ts";
import type { Terminal } from "../terminal.ts";
import { artefactPath } from "./artefactPath.ts";
import { countSteps } from "./countSteps.ts";
import { explainViolation } from "./explainViolation.ts";
import { reasonOf } from "./reasonOf.ts";
import { writeWhole } from "./writeWhole.ts";

export type SaveOptions = {
  readonly subject: SchedulerSubject;
  readonly faults: readonly SchedulerFaultKind[];
  /** How many runs shrinking may take; 0 saves the scenario as it was drawn. */
  readonly shrinkRunsMax: number;
  /** Where artefacts go; null is ".claimcheck" where the command was started. */
  readonly folder: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string | null;
  readonly terminal: Terminal;
};

/** Makes the scenario that violated a rule small, saves it as an artefact, and tells it as a story. */
export async function saveViolation(
  { seed, rule }: FirstViolation,
  options: SaveOptions,
): Promise<FoundViolation> {
  const { subject, faults, folder, versions, commit, terminal } = options;
  const draw = drawOptionsOf(subject, faults);
  const drawn = drawScenario(seed, draw).scenario;
  const { scenario, run } = await smallest(drawn, seed, rule.rule, options);

  const path = artefactPath(folder, { subject: subject.name, rule: rule.rule, seed });
  const content = formatArtefact({
    format: "claimcheck-artefact",
    version: 1,
    contract: "scheduler",
    subject: subject.name,
    backend: "model",
    seed,
    rule: rule.rule,
    scenario,
    digest: run.digest,
    violations: run.verdicts.flatMap((verdict) =>
      verdict.violations.map(({ because }) => ({ rule: verdict.rule.id, because })),
    ),
    versions,
    commit,
  });
  const artefact = save(path, content, terminal) ? path : null;

  const told = explainViolation({
    run,
    rule: rule.rule,
    found: tellOrigin(seed, countSteps(scenario), countSteps(drawn)),
    artefact,
    commit,
  });
  if (told === null) {
    throw new Error(
      `saveViolation: seed ${seed} violated ${rule.rule} in the sweep and not when it was run again; --check-determinism finds out why`,
    );
  }
  return {
    rule: rule.rule,
    level: rule.level,
    statement: rule.statement,
    seed,
    because: told.because,
    steps: countSteps(scenario),
    stepsDrawn: countSteps(drawn),
    artefact,
    story: told.story,
  };
}

async function smallest(
  scenario: SchedulerScenario,
  seed: number,
  rule: string,
  { subject, faults, shrinkRunsMax, terminal }: SaveOptions,
): Promise<{ readonly scenario: SchedulerScenario; readonly run: ScenarioRun }> {
  if (shrinkRunsMax === 0) {
    return { scenario, run: await runScenario({ subject, scenario, seed, journal: "digest" }) };
  }
  terminal.progress(`shrinking the scenario of seed ${seed} that violates ${rule}`);
  const draw = drawOptionsOf(subject, faults);
  const shrunk = await shrinkScenario({
    subject,
    scenario,
    seed,
    rule,
    runsMax: shrinkRunsMax,
    draw,
  });
  terminal.progress(null);
  return shrunk;
}

function save(path: string, content: string, terminal: Terminal): boolean {
  try {
    writeWhole(path, content);
    return true;
  } catch (error) {
    // The finding is worth more than its file, so the run goes on.
    terminal.err(`claimcheck: could not save ${path} (${reasonOf(error)}); use --report DIR\n`);
    return false;
  }
}

const tellOrigin = (seed: number, steps: number, stepsDrawn: number): string =>
  steps < stepsDrawn
    ? `seed ${seed}, shrunk from ${stepsDrawn} to ${steps} steps`
    : `seed ${seed}, ${steps} steps`;
