import { setImmediate } from "node:timers/promises";
import type { RegressionResult } from "../../spec/gateResult.ts";
import { profileOf } from "../../sim/redis/versions/index.ts";
import { versions } from "../versions.ts";
import { runStoryOf } from "../artefacts/runStoryOf.ts";
import { explainViolation } from "../artefacts/explainViolation.ts";
import { versionOfArtefact } from "../artefacts/versionOfArtefact.ts";
import { currentCommit } from "../currentCommit.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { tellLiveReport } from "../live/liveReport.ts";
import type { Terminal } from "../terminal.ts";
import type { GatePlan } from "./planGate.ts";
import type { SavedRegression } from "./readRegressions.ts";

/** Runs every saved artefact of the subject again, until it is stopped. */
export async function replayRegressions(
  plan: GatePlan,
  terminal: Terminal,
): Promise<readonly RegressionResult[]> {
  const { toReplay } = plan.regressions;
  const results: RegressionResult[] = [];
  for (const [index, saved] of toReplay.entries()) {
    await setImmediate(); // a run waits for nothing real, and Ctrl-C must be heard between two
    if (terminal.stopped()) break;
    terminal.progress(`saved regressions: ${index + 1} of ${toReplay.length}`);
    results.push(await replayOne(plan, saved, terminal));
  }
  terminal.progress(null);
  return results;
}

async function replayOne(
  { subject, request }: GatePlan,
  { file, artefact }: SavedRegression,
  terminal: Terminal,
): Promise<RegressionResult> {
  const { scenario, seed, rule } = artefact;
  const { backend, module } = request;
  // A real server is the one that was asked for; the model can be that of the artefact.
  const redisVersion =
    backend === "model" ? versionOfArtefact(artefact, file) : request.redisVersion;
  const run = await contractOf(artefact).run({
    subject,
    backend,
    scenario,
    seed,
    journal: "digest",
    redisVersion,
    realServers: request.realServers,
    module,
    stopped: terminal.stopped,
    onLiveReport: (report) => terminal.err(`${tellLiveReport(seed, report)}\n`),
  });

  const isDecided = run.undecided.length === 0;
  const commit = currentCommit();
  const violated = run.verdicts.flatMap(({ rule: { id, level } }) => {
    const found = `${file}, seed ${seed}, ${stepsOf(scenario)} steps`;
    const story = isDecided
      ? runStoryOf({
          run,
          rule: id,
          subject: subject.name,
          scenario,
          backend,
          redisVersion,
          found,
          artefact: file,
          module,
          versions: versions(profileOf(redisVersion).release, backend),
          commit,
        })
      : null;
    if (story === null) return [];
    const told = explainViolation(story, file, module, null);
    return [{ rule: id, level, because: story.because, story: told }];
  });
  const isViolated = violated.some(({ level }) => level === "must");
  return {
    file,
    rule,
    seed,
    topology: scenario.topology.kind,
    verdict: isViolated ? "violated" : isDecided ? "held" : "undecided",
    violated,
    undecided: run.undecided,
  };
}
