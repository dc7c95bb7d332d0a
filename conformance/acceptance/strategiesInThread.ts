import { strategyNames } from "../../spec/strategy.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { createTally } from "../sweep/createTally.ts";
import { judgeSeeds } from "../sweep/judgeSeeds.ts";
import { planSweep } from "../sweep/planSweep.ts";
import { silentTerminal } from "./silentTerminal.ts";
import type { StrategyRow } from "./strategyTable.ts";

/** A broken subject as it is sent to a thread, and how many runs each strategy has to find its defect. */
export type StrategiesTask = {
  readonly contract: string;
  readonly subject: string;
  /** The rule that it breaks. */
  readonly breaks: string;
  readonly runsMax: number;
};

/** How many runs each strategy takes until the rule is violated; null when it is not in so many. Runs in a thread of its own. */
export default async function strategiesInThread({
  contract,
  subject: name,
  breaks,
  runsMax,
}: StrategiesTask): Promise<StrategyRow["runs"]> {
  const subject = findSubject(name, contract);
  const runs = new Map<(typeof strategyNames)[number], number | null>();
  for (const strategy of strategyNames) {
    const sweep = planSweep(
      { ...asked, strategy, seeds: { from: 1, to: runsMax, forMs: null } },
      subject,
    );
    const tally = createTally(sweep.plan.faults);
    await judgeSeeds({ ...sweep, stopAtRule: breaks }, tally, silentTerminal);
    const found = tally.firstViolations().find(({ rule }) => rule.rule === breaks);
    // Where there is nothing to record, a strategy does what random does, which says nothing of it.
    runs.set(strategy, found?.strategy === strategy ? found.seed : null);
  }
  return runs;
}

const asked = {
  backend: "model",
  shard: null,
  topology: null,
  faults: null,
  base: null,
  reportFolder: null,
  // Most are found in a few runs, before threads would have started.
  jobs: 1,
  checkDeterminism: false,
  shrink: false,
  redisVersion: "7.0",
} as const;
