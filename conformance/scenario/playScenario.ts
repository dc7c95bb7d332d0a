import type { LedgerFigures } from "../../spec/durability.ts";
import type { Explanation } from "../../spec/explanation.ts";
import type { Scenario, ScenarioFault } from "../../spec/scenario.ts";
import type { KernelFault } from "../../spec/fault.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import type { ScenarioRun } from "./scenarioRun.ts";
import type { Stage } from "./stage.ts";
import { Profiler } from "./profiler.ts";
import { startMs } from "./startMs.ts";
import { strikeFaults } from "./strikeFaults.ts";

/** What is asked of a contract while and after its scenario is played. */
export type Play<Event extends { readonly at: number }, Ledger extends LedgerFigures | null> = {
  /** Puts what was there before the run began, if anything was. */
  readonly prepare?: () => void;
  /** Ends the calls that are still open. */
  readonly finish: () => void;
  /** What is said of the history, when it is complete and the servers still answer. */
  readonly judge: () => {
    readonly history: readonly Event[];
    readonly verdicts: readonly RuleVerdict[];
    readonly ledger: Ledger;
    readonly explain?: () => readonly Explanation[];
  };
};

/**
 * Plays a scenario on its stage: first steps and faults until `faultsMs`; then everything heals and the quiet period
 * begins, in which whatever was promised must happen. Then it is judged.
 */
export async function playScenario<
  OwnFault extends ScenarioFault,
  OwnScenario extends Scenario & {
    readonly faults: readonly (KernelFault | NodeFault | OwnFault)[];
  },
  Event extends { readonly at: number },
  Ledger extends LedgerFigures | null,
>(
  stage: Stage<OwnScenario, OwnFault>,
  { prepare, finish, judge }: Play<Event, Ledger>,
): Promise<ScenarioRun<Event, Ledger>> {
  const { world, server, scenario, recorder } = stage;
  const { accounting } = world;
  const profiler = accounting === null ? null : new Profiler(world, accounting, server.nodes);
  recorder.add({ type: "phase", phase: "faults" });
  stage.nodeStage?.story.begin();
  prepare?.();
  stage.startWorkers();
  stage.takeSteps();
  strikeFaults<OwnFault>(scenario.faults, stage);
  await world.runUntil((startMs + scenario.faultsMs) * 1000);
  profiler?.over("faults");
  const notHealed = await stage.heal();
  await world.runUntil(world.nowUs + scenario.quietMs * 1000);
  profiler?.over("healed");
  accounting?.end();
  finish();
  recorder.add({ type: "phase", phase: "end" });

  const judged = judge();
  server.close();
  return {
    ...judged,
    verdicts: judged.verdicts.map((verdict) => withoutGuess(verdict, server.whyNotJudged)),
    undecided: [
      ...world.failures.map(({ code, message }) => `${code}: ${message}`),
      ...server.unsupported(),
      ...(notHealed === null ? [] : [notHealed]),
    ],
    digest: world.journal.digest(),
    journal: world.journal.lines,
    faults: stage.faults,
    notStruck: [...stage.notStruck.values()],
    commands: server.commands,
    simulatedMs: world.nowMs - startMs,
    startMs,
    ...(profiler === null ? {} : { profile: profiler.profile }),
  };
}

/** A rule that the backend cannot judge was not tested, whatever its checker made of the history. */
function withoutGuess(
  verdict: RuleVerdict,
  whyNotJudged: (rule: string) => string | null,
): RuleVerdict {
  const reason = whyNotJudged(verdict.rule.id);
  return reason === null
    ? verdict
    : { rule: verdict.rule, verdict: "untested", reason, violations: [] };
}
