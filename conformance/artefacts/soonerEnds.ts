import type { Violation } from "../../spec/rule.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";

/** How much shorter a phase may be that nothing is known of, the shortest first. */
const shares = [1 / 16, 1 / 8, 1 / 4, 1 / 2];

/** What is left out later moves what it leaves, so that a violation may come a little later than it did. */
const spareMs = 15_000;

/** Lengths of both phases. */
type Phases = Pick<Scenario, "faultsMs" | "quietMs">;

/**
 * Phases that a scenario may do with, of which one is shorter than it was, the shortest first: nothing after a violation can matter to it. Rules say of what has not
 * happened by the end only what there was time for, so that a run may end at any time.
 *
 * @param run of the scenario
 * @param violations of one rule in it; one of them is enough
 */
export function soonerEnds(
  { faultsMs, quietMs }: Phases,
  { history, startMs }: Pick<ScenarioRun, "history" | "startMs">,
  violations: readonly Violation[],
): readonly Phases[] {
  const endAt = history.at(-1)?.at ?? startMs;
  const healAt = startMs + faultsMs;
  const quietAt = history.find(isQuiet)?.at ?? healAt;
  const instants = violations.map(({ events }) =>
    events.map((event) => history[event]?.at ?? endAt),
  );

  // That something has not happened by the end is proved by the end, too.
  const struck = instants.flatMap((at) => lastOf(at.filter((ms) => ms < healAt)));
  const seen = instants.map((at) => Math.max(startMs, ...at)).filter((at) => at < endAt);
  const quiet = [
    ...seen.map((at) => Math.max(0, at - quietAt) + spareMs),
    ...shares.map((share) => Math.max(spareMs, Math.round(quietMs * share))),
  ];
  const faults = [
    ...struck.map((at) => at - startMs + 1),
    ...shares.map((share) => Math.round(faultsMs * share)),
  ];
  return [
    ...shorter(quiet, quietMs).map((ms) => ({ faultsMs, quietMs: ms })),
    ...shorter(faults, faultsMs).map((ms) => ({ faultsMs: ms, quietMs })),
  ];
}

/** Those that are shorter than it was, each once, ascending. */
const shorter = (lengths: readonly number[], than: number): readonly number[] =>
  [...new Set(lengths)].filter((ms) => ms < than).toSorted((a, b) => a - b);

const lastOf = (instants: readonly number[]): readonly number[] =>
  instants.length === 0 ? [] : [Math.max(...instants)];

/** Whether with an event everything that was promised begins to be due. */
const isQuiet = (event: { readonly at: number }): boolean =>
  "type" in event && event.type === "phase" && "phase" in event && event.phase === "quiet";
