import { callOf } from "../../spec/commandLine.ts";
import { textReport } from "../../reports/textReport.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { exitCode, exitCodeOf } from "../exitCode.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { announce } from "../sweep/announce.ts";
import { planSweep, type SweepRequest } from "../sweep/planSweep.ts";
import { sweepSubject } from "../sweep/sweepSubject.ts";
import type { Terminal } from "../terminal.ts";

const request: Omit<SweepRequest, "redisVersion"> = {
  backend: "model",
  topology: "standalone",
  seeds: { from: 1, to: 50, forMs: 2_500 },
  shard: null,
  faults: null,
  jobs: 1,
  reportFolder: null,
  checkDeterminism: false,
  shrink: true,
  strategy: "random",
  base: null,
};

/**
 * What `npm run sim` does when it is asked nothing: judge the reference, then show that a scheduler with a defect is
 * caught. A suite that was never seen to fail proves nothing to a newcomer.
 */
export async function demonstrate(redisVersion: RedisVersion, terminal: Terminal): Promise<number> {
  terminal.out("1. The reference scheduler, judged on a few seeds\n\n");
  const reference = planSweep({ ...request, redisVersion }, findSubject("reference"));
  await announce(reference, terminal);
  const judged = await sweepSubject(reference, terminal);
  terminal.out(`${textReport(judged)}\n`);
  if (judged.verdict !== "held") return exitCodeOf(judged);

  terminal.out(
    "\n2. A demonstration: a scheduler with one defect. It trusts the score of its index.\n\n",
  );
  const plan = planSweep(
    {
      ...request,
      redisVersion,
      seeds: { from: 1, to: 200, forMs: null },
      // The one fault that this defect shows under: less to read, and nobody waits for long.
      faults: ["stale-early"],
    },
    findSubject("broken/trustsTheScore"),
  );
  const broken = { ...plan, stopAtRule: plan.subject.breaks ?? null, shrinkRunsMax: 100 };
  await announce(broken, terminal);
  const caught = await sweepSubject(broken, terminal);
  const [found] = caught.violations;
  if (found === undefined) {
    if (caught.interrupted) return exitCode.interrupted;
    throw new Error("demonstrate: broken/trustsTheScore was not caught on seeds 1..200");
  }

  terminal.out(
    [
      found.story,
      "",
      `Caught by ${caught.seeds === 1 ? "the first seed" : `seed ${found.seed}`}, as it should be: that was a demonstration.`,
      "The reference held every MUST rule, so this command succeeds.",
      `Next: ${callOf("list")}, then ${callOf("sim", "--subject NAME --seeds 200")}`,
      "",
    ].join("\n"),
  );
  return exitCode.held;
}
