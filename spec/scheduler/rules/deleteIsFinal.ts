import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ScheduleId } from "../contract.ts";
import { isMadeOnUnseenStates, timelineOfClaim } from "../grants.ts";
import type { Operation } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateTimeline, livesOf, operationBehind, reignsWithin } from "../stateTimeline.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * What was read before a deletion must not be written after it. The rule is asked about what exists, not about who
 * acknowledged what: no claim, completion or update creates a schedule, in whatever order they count as having
 * happened, so every other birth proves a late write.
 *
 * A definition is never blamed, although it may be a repeated one: its connection may have delivered it late.
 */
export const deleteIsFinal: SchedulerRule = {
  id: "SC-9",
  level: "must",
  statement:
    "A deleted schedule stays deleted: only a definition or a migration brings one into being.",
  hint: "Which write comes after a read without checking that the schedule still exists?",
  needs: [],
  check(trial) {
    const violations: Violation[] = [];
    for (const [id, timeline] of trial.timelines) violations.push(...ghosts(trial, id, timeline));
    for (const [id, deletion] of lastDeletions(trial)) {
      violations.push(...claimsAfter(trial, id, deletion), ...remains(trial, id, deletion));
    }
    return violations;
  },
};

function ghosts(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  timeline: StateTimeline,
): readonly Violation[] {
  return livesOf(timeline).flatMap(({ created }) => {
    const operation = operationBehind(created);
    if (operation === undefined || ["define", "migrate"].includes(operation.call.name)) return [];
    const gone = timeline.findLast(({ index, after }) => index < created.index && after === null);
    // A schedule of the unindexed layout that appears unasked is the business of SC-15.
    if (gone === undefined && trial.legacyIds.has(id)) return [];

    const by = `${tellOperation(operation)} brought schedule ${id} into being at ${trial.when(created.at)}`;
    const since =
      gone === undefined ? "it had never been defined" : `it was gone since ${trial.when(gone.at)}`;
    const events = evidence(
      operation.invokedIndex,
      gone?.index,
      created.index,
      operation.returnedIndex,
    );
    return [{ events, because: `${by}, although ${since}` }];
  });
}

/** The last acknowledged deletion of each schedule that nothing brought into being after its invocation. */
function lastDeletions(trial: SchedulerAnalysis): ReadonlyMap<ScheduleId, Operation> {
  const deletions = new Map<ScheduleId, Operation>();
  for (const operation of trial.operations) {
    const { call, outcome, invokedIndex } = operation;
    if (call.name !== "delete" || outcome.type !== "ok" || deletions.has(call.id)) continue;
    const timeline = trial.timelines.get(call.id) ?? [];
    if (livesOf(timeline).some((life) => life.fromIndex > invokedIndex)) continue;
    deletions.set(call.id, operation);
  }
  return deletions;
}

function claimsAfter(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  deletion: Operation,
): readonly Violation[] {
  return trial.claimsOn(id).flatMap((claim) => {
    const { invokedIndex, returnedIndex, returnedAt, process } = claim.operation;
    if (invokedIndex < deletion.returnedIndex || isMadeOnUnseenStates(claim)) return [];
    const reigns = reignsWithin(timelineOfClaim(trial, claim), invokedIndex, returnedIndex);
    if (reigns.some(({ state }) => state !== null)) return [];
    const because = `schedule ${id} was claimed by ${process} at ${trial.when(returnedAt)}, but had been deleted at ${trial.when(deletion.returnedAt)}`;
    return [{ events: evidence(deletion.returnedIndex, invokedIndex, returnedIndex), because }];
  });
}

function remains(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  deletion: Operation,
): readonly Violation[] {
  const entry = trial.final.index?.find(({ member }) => member === id);
  if (entry === undefined || trial.final.schedules.has(id)) return [];
  // The entry may be the fault's own, or one that the deletion could not see.
  if (trial.dataFaults.some((strike) => strike.id === id)) return [];
  const because = `schedule ${id} was deleted at ${trial.when(deletion.returnedAt)}, but the index still names it at the end`;
  return [
    { events: evidence(deletion.invokedIndex, deletion.returnedIndex, trial.endIndex), because },
  ];
}
