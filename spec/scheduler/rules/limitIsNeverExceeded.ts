import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ScheduleId } from "../contract.ts";
import { type Run, runsOf } from "../runs.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type Life, livesOf, reignsWithin } from "../stateTimeline.ts";

/**
 * The limit that counts for a run is the largest one that was in force while its operation was under way, because the
 * run may count as having happened at any moment of it. A schedule that is deleted and defined again starts afresh.
 * What an incident undid is not counted: no count was left of it.
 */
export const limitIsNeverExceeded: SchedulerRule = {
  id: "SC-7",
  level: "must",
  statement: "A schedule runs no more often than its limit, claims and triggers together.",
  hint: "Are the limit and the count compared in the same atomic step that raises the count?",
  needs: ["limit"],
  check(trial) {
    const violations: Violation[] = [];
    for (const id of trial.timelines.keys()) {
      const timeline = trial.lineages.of(id);
      if (!timeline.some(({ after }) => after !== null && after.limit !== null)) continue;
      for (const life of livesOf(timeline)) violations.push(...judgeLife(trial, id, life));
    }
    return violations;
  },
};

function judgeLife(trial: SchedulerAnalysis, id: ScheduleId, life: Life): readonly Violation[] {
  const runs = runsOf(trial, id, life);
  for (const [position, run] of runs.entries()) {
    const earlier = runs.slice(0, position).filter(({ untilIndex }) => untilIndex < run.fromIndex);
    const limit = limitDuring(trial, id, run);
    if (limit === null || earlier.length < limit) continue;

    const { operation, dueAtMs } = run;
    const at = trial.when(run.change?.at ?? operation.returnedAt);
    const what = dueAtMs === null ? "triggered" : "claimed";
    const proof = earlier.slice(-3).map(({ untilIndex }) => untilIndex);
    return [
      {
        events: evidence(...proof, run.untilIndex, operation.returnedIndex),
        because: `schedule ${id} was ${what} by ${operation.process} at ${at}, its run number ${earlier.length + 1} of at most ${limit}`,
      },
    ];
  }
  return [];
}

/** The largest limit in force during a run's operation; null when there was none at some moment of it. */
function limitDuring(trial: SchedulerAnalysis, id: ScheduleId, run: Run): number | null {
  const timeline = trial.timelines.get(id) ?? [];
  const reigns = reignsWithin(timeline, run.operation.invokedIndex, run.untilIndex - 1);
  let largest = 0;
  for (const { state } of reigns) {
    if (state === null) continue;
    if (state.limit === null) return null;
    largest = Math.max(largest, state.limit);
  }
  return largest;
}
