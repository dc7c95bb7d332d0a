import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { formatArtefact } from "../../spec/artefact.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { FoundViolation } from "../../spec/result.ts";
import type { Scenario } from "../../spec/scenario.ts";
import { keptRun } from "../live/keptRuns.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { trialOf } from "../search/trialOf.ts";
import type { FirstViolation } from "../sweep/createTally.ts";
import type { Terminal } from "../terminal.ts";
import { artefactPath } from "./artefactPath.ts";
import { explainViolation } from "./explainViolation.ts";
import { reasonOf } from "./reasonOf.ts";
import { runStoryOf } from "./runStoryOf.ts";
import { saveStory } from "./saveStory.ts";
import { shrinkScenario, type Shrunk } from "./shrinkScenario.ts";
import { tellStrategy } from "./tellStrategy.ts";
import { writeWhole } from "./writeWhole.ts";

export type SaveOptions = {
  readonly subject: Subject;
  /** Where the subject comes from, for the line that says how to replay; null when it is built in. */
  readonly module: string | null;
  readonly backend: BackendName;
  readonly faults: readonly string[];
  readonly topology: TopologyKind;
  /** How many runs shrinking may take; 0 saves the scenario as it was drawn. */
  readonly shrinkRunsMax: number;
  /** Where artefacts go; null is ".claimcheck" where the command was started. */
  readonly folder: string | null;
  readonly redisVersion: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string | null;
  readonly terminal: Terminal;
};

/** Makes the scenario that violated a rule small, saves it as an artefact, and tells it as a story. */
export async function saveViolation(
  { seed, search, strategy, strategyRuns, rule }: FirstViolation,
  options: SaveOptions,
): Promise<FoundViolation> {
  const { subject, backend, faults, topology, redisVersion, folder, versions, commit, terminal } =
    options;
  const contract = contractOf(subject);
  const asked = { faults, topology, redisVersion };
  const { scenario: drawn, worldSeed } = await trialOf(seed, subject, search, asked);
  const small = await smallest(drawn, worldSeed, rule.rule, options);
  const { scenario } = small;
  const kept = backend === "live" ? keptRun(subject.name, seed) : undefined;
  const run =
    kept ??
    (await contract.run({
      subject,
      module: options.module,
      backend,
      scenario,
      seed: small.seed,
      journal: "digest",
      redisVersion,
      realServers: options.realServers,
    }));

  const path = artefactPath(folder, { subject: subject.name, rule: rule.rule, seed });
  const content = formatArtefact({
    format: "claimcheck-artefact",
    version: 1,
    contract: contract.name,
    subject: subject.name,
    backend,
    seed: small.seed,
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

  const story = runStoryOf({
    run,
    rule: rule.rule,
    subject: subject.name,
    scenario,
    backend,
    redisVersion,
    found: `${tellStrategy(strategy, strategyRuns)}${tellOrigin(seed, stepsOf(scenario), stepsOf(drawn))}`,
    artefact,
    module: options.module,
    versions,
    commit,
  });
  if (story === null) {
    throw new Error(
      `saveViolation: seed ${seed} violated ${rule.rule} in the sweep and not when it was run again; --check-determinism finds out why`,
    );
  }
  const page = artefact === null ? null : saveStory(path.replace(/\.json$/, ""), story, terminal);
  return {
    rule: rule.rule,
    level: rule.level,
    statement: rule.statement,
    seed,
    strategy,
    strategyRuns,
    because: story.because,
    steps: stepsOf(scenario),
    stepsDrawn: stepsOf(drawn),
    artefact,
    story: explainViolation(story, artefact, options.module, page),
  };
}

/** The scenario that is saved: shrunk, unless that was not wanted. */
async function smallest(
  drawn: Scenario,
  seed: number,
  rule: string,
  options: SaveOptions,
): Promise<Pick<Shrunk, "scenario" | "seed">> {
  const { subject, backend, redisVersion, shrinkRunsMax, terminal } = options;
  if (shrinkRunsMax === 0) return { scenario: drawn, seed };

  const show = (runs: number, steps: number): void =>
    terminal.progress(`shrinking what violates ${rule}: ${steps} steps left after ${runs} runs`);
  show(0, stepsOf(drawn));
  const shrunk = await shrinkScenario({
    subject,
    backend,
    scenario: drawn,
    seed,
    rule,
    runsMax: shrinkRunsMax,
    redisVersion,
    realServers: options.realServers,
    onProgress: show,
    stopped: terminal.stopped,
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
