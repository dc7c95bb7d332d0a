import { dirname } from "node:path";
import { replayCommand } from "../../reports/tellViolation.ts";
import type { RunStory } from "../../reports/runStory.ts";
import { serverName } from "../../reports/serverName.ts";
import { tellExplanation } from "../../reports/tellExplanation.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { ContractRun } from "../contracts/contract.ts";
import { reproductionOf } from "./reproductionOf.ts";

/** A run that violated a rule, with everything that its reports show. Null when it does not violate the rule. */
export function runStoryOf(options: {
  readonly run: ContractRun;
  readonly rule: string;
  readonly subject: string;
  readonly scenario: Scenario;
  readonly backend: BackendName;
  readonly redisVersion: RedisVersion;
  /** Where the run comes from, in words. */
  readonly found: string;
  readonly artefact: string | null;
  /** Where its reports go; the artefact's folder unless it is said. */
  readonly folder?: string | null;
  readonly module: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string | null;
}): RunStory | null {
  const { run, subject, scenario, backend, redisVersion, artefact, module } = options;
  const verdict = run.verdicts.find(({ rule }) => rule.id === options.rule);
  const violation = verdict?.violations[0];
  if (verdict === undefined || violation === undefined) return null;
  const { release } = profileOf(redisVersion);
  return {
    contract: scenario.contract,
    subject,
    rule: verdict.rule.id,
    level: verdict.rule.level,
    statement: verdict.rule.statement,
    because: violation.because,
    hint: verdict.rule.hint,
    found: options.found,
    setting: `${scenario.topology.kind} on the backend ${backend} (${serverName(release)})`,
    digest: run.digest,
    versions: options.versions,
    commit: options.commit,
    replay: artefact === null ? null : replayCommand(artefact, module),
    entries: run.tell(violation),
    spans: run.spans(),
    explanations: (run.explain?.() ?? []).map(tellExplanation),
    reproduction: reproductionOf(run, verdict.rule, {
      contract: scenario.contract,
      name: subject,
      module,
      folder: options.folder ?? dirname(artefact ?? ""),
    }),
  };
}
