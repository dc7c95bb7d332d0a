import { registryOf } from "../../../sim/redis/commands/index.ts";
import { profileOf } from "../../../sim/redis/versions/index.ts";
import { runSteps, type RunResult } from "../runSteps.ts";
import type { Step } from "../step.ts";
import type { TwinsOptions } from "../twins.ts";
import { commandName } from "./commandName.ts";
import { countIn, type Tally } from "./tally.ts";

export type Judged = RunResult & {
  /** Each command that ran on both sides, and how often they agreed. */
  readonly tally: Tally;
};

/** Runs a sequence on both sides, and counts its commands as far as the sides went together. */
export async function judgeSequence(steps: readonly Step[], twins: TwinsOptions): Promise<Judged> {
  const result = await runSteps(steps, { ...twins, exact: false });
  const registry = registryOf(profileOf(twins.version));
  const tally: Tally = new Map();
  for (const step of steps.slice(0, result.stepsDone)) {
    if (step.kind !== "command") continue;
    const count = countIn(tally, commandName(registry, step.argv));
    count.run++;
    count.agreed++;
  }
  if (result.unsupported !== null) {
    const step = steps[result.stepsDone];
    if (step?.kind === "command") countIn(tally, commandName(registry, step.argv)).unsupported++;
  }
  if (result.difference !== null && !result.crashed) {
    const { argv } = result.difference;
    const count = countIn(tally, argv.length > 0 ? commandName(registry, argv) : "(no request)");
    count.run++;
  }
  return { ...result, tally };
}
