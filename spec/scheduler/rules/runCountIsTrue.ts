import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ScheduleId } from "../contract.ts";
import { isGrant } from "../grants.ts";
import { isReplanning } from "../operations.ts";
import { type Run, mayBeUndone, raisesCount, runsOf } from "../runs.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type Life, type StateTimeline, livesOf, operationBehind } from "../stateTimeline.ts";

/**
 * The count is what a limit is compared with and what the owner reads. It is judged at the end, against the runs that
 * the history shows, with slack only where the history cannot tell. Runs that an incident undid are not in
 * the count that came back, and must not be.
 */
export const runCountIsTrue: SchedulerRule = {
  id: "SC-8",
  level: "must",
  statement: "The run count equals the number of occurrences claimed and runs triggered.",
  hint: "Is the count raised in the step that takes the occurrence, once per occurrence, and kept by a redefinition?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const [id, state] of trial.final.schedules) {
      const timeline = trial.lineages.of(id);
      const life = livesOf(timeline).at(-1);
      if (life === undefined || life.untilIndex !== Infinity) continue;
      // It came back as it had never been; what its count should be, nobody can tell.
      if (life.created.cause.type === "incident") continue;

      const runs = runsOf(trial, id, life);
      const least = countAtBirth(life) + runs.length;
      const most = least + doubts(trial, id, timeline, life, runs);
      if (state.runCount >= least && state.runCount <= most) continue;

      const triggers = runs.filter(({ dueAtMs }) => dueAtMs === null).length;
      const expected = least === most ? `${least}` : `${least} to ${most}`;
      const lastCounted = timeline.findLast(raisesCount)?.index;
      const lastRuns = runs.slice(-3).map(({ untilIndex }) => untilIndex);
      violations.push({
        events: evidence(life.fromIndex, ...lastRuns, lastCounted, trial.endIndex),
        because: `the run count of ${id} is ${state.runCount}; ${expected} would be right (${runs.length - triggers} claimed, ${triggers} triggered)`,
      });
    }
    return violations;
  },
};

/** Only a migration brings a count with it. */
function countAtBirth({ created }: Life): number {
  const name = operationBehind(created)?.call.name;
  return name === "migrate" ? (created.after?.runCount ?? 0) : 0;
}

/**
 * How many runs may or may not have been counted besides those that certainly were:
 * 1. a claim of unknown outcome took a lease, and its count, if it is a step of its own, never came;
 * 2. a trigger that was executed twice answered false the second time, because the first had reached the limit;
 * 3. somebody's repeated command raised the count;
 * 4. the operation happened across the schedule's creation;
 * 5. the owner set an instant again that had been claimed already: then it is one more occurrence;
 * 6. nobody saw what the operation changed, and an incident may have undone it.
 */
function doubts(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  timeline: StateTimeline,
  life: Life,
  runs: readonly Run[],
): number {
  const counted = new Set(runs.map(({ dueAtMs }) => dueAtMs));
  let doubtful = 0;
  const lastGrantOf = new Map<number, number>();
  let lastReplan = -1;
  for (const change of timeline) {
    if (change.index < life.fromIndex) continue;
    const operation = operationBehind(change);
    if (operation === undefined) {
      doubtful += Math.abs((change.after?.runCount ?? 0) - (change.before?.runCount ?? 0));
      lastReplan = change.index;
    } else if (isReplanning(operation) && change.after?.nextRunAtMs != null) {
      lastReplan = change.index;
    }
    if (!isGrant(change)) continue;
    const dueAtMs = change.before?.nextRunAtMs ?? null;
    if (dueAtMs === null || !counted.has(dueAtMs)) {
      doubtful += 1;
      continue;
    }
    if (lastReplan > (lastGrantOf.get(dueAtMs) ?? Infinity)) doubtful += 1;
    lastGrantOf.set(dueAtMs, change.index);
  }

  const isAcrossBirth = (fromIndex: number, untilIndex: number): boolean =>
    fromIndex <= life.fromIndex && untilIndex > life.fromIndex;
  for (const { operation, grant } of trial.claimsOn(id)) {
    if (grant !== null) continue;
    if (mayBeUndone(trial, id, operation)) doubtful += 1;
    if (isAcrossBirth(operation.invokedIndex, operation.returnedIndex)) doubtful += 1;
  }
  for (const operation of trial.callsOn(id)) {
    if (operation.call.name !== "trigger" || operation.outcome.type !== "ok") continue;
    const isCounted = operation.changes.some(raisesCount);
    const { value } = operation.outcome;
    if (value === false && isCounted) doubtful += 1;
    if (value === true && !isCounted) {
      if (mayBeUndone(trial, id, operation)) doubtful += 1;
      if (isAcrossBirth(operation.invokedIndex, operation.returnedIndex)) doubtful += 1;
    }
  }
  return doubtful;
}
