import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { Operation } from "../operations.ts";
import { isGrant, isMadeOnUnseenStates, timelineOfClaim } from "../grants.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateTimeline, operationBehind, reignsWithin } from "../stateTimeline.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * Somebody paused the schedule to make it stop. A deployment that defines it once more must not start it again, nor
 * may a claim that was under way.
 *
 * A claim is blamed only when the schedule was paused all the time between its invocation and its taking the
 * occurrence: otherwise it may count as having happened before the pause.
 */
export const pauseIsFinal: SchedulerRule = {
  id: "SC-10",
  level: "must",
  statement: "A paused schedule stays paused, and is not claimed, until it is resumed.",
  hint: "Does a definition, a claim or a completion write the status, and does the claim read it in the same step?",
  needs: ["pause"],
  check: (trial) => [...lostPauses(trial), ...brokenPauses(trial), ...claimedPaused(trial)],
};

/** An acknowledged pause of a schedule that existed all the time, but was paused at no moment. */
function lostPauses(trial: SchedulerAnalysis): readonly Violation[] {
  return trial.operations.flatMap(
    ({ call, outcome, invokedIndex, returnedIndex, returnedAt, process, isAside }) => {
      // It was paused at a node that had been replaced; what becomes of that is the business of SC-20.
      if (call.name !== "pause" || outcome.type !== "ok" || isAside) return [];
      const reigns = reignsWithin(trial.timelines.get(call.id) ?? [], invokedIndex, returnedIndex);
      if (reigns.some(({ state }) => state === null || state.status === "paused")) return [];
      const because = `the pause of ${call.id} by ${process} was acknowledged at ${trial.when(returnedAt)}, but the schedule stayed active`;
      return [{ events: evidence(invokedIndex, returnedIndex), because }];
    },
  );
}

function brokenPauses(trial: SchedulerAnalysis): readonly Violation[] {
  return trial.changes.flatMap((change) => {
    const { id, at, index, before, after } = change;
    if (before?.status !== "paused" || after === null || after.status === "paused") return [];
    const operation = operationBehind(change);
    if (operation === undefined || operation.call.name === "resume") return [];
    const paused = trial.timelines
      .get(id)
      ?.findLast((earlier) => earlier.index < index && earlier.before?.status !== "paused");
    const because = `schedule ${id} was paused, but ${tellOperation(operation)} made it active at ${trial.when(at)}`;
    return [
      {
        events: evidence(paused?.index, operation.invokedIndex, index, operation.returnedIndex),
        because,
      },
    ];
  });
}

function claimedPaused(trial: SchedulerAnalysis): readonly Violation[] {
  const violations: Violation[] = [];
  const judge = (
    id: string,
    operation: Operation,
    takenIndex: number,
    at: number,
    timeline: StateTimeline,
  ): void => {
    const reigns = reignsWithin(timeline, operation.invokedIndex, takenIndex - 1);
    if (!reigns.every(({ state }) => state?.status === "paused")) return;
    const because = `schedule ${id} was claimed by ${operation.process} at ${trial.when(at)}, although it was paused`;
    const events = evidence(
      reigns[0]?.fromIndex,
      operation.invokedIndex,
      takenIndex,
      operation.returnedIndex,
    );
    violations.push({ events, because });
  };

  const returned = new Set(trial.claims.map(({ grant }) => grant));
  for (const returnedClaim of trial.claims) {
    if (isMadeOnUnseenStates(returnedClaim)) continue;
    const { claim, operation, grant } = returnedClaim;
    judge(
      claim.id,
      operation,
      grant?.index ?? operation.returnedIndex,
      grant?.at ?? operation.returnedAt,
      timelineOfClaim(trial, returnedClaim),
    );
  }
  for (const change of trial.changes) {
    const operation = operationBehind(change);
    if (operation === undefined || !isGrant(change) || returned.has(change)) continue;
    const timeline = trial.timelines.get(change.id) ?? [];
    judge(change.id, operation, change.index, change.at, timeline);
  }
  return violations;
}
