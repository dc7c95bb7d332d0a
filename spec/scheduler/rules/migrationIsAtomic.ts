import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ScheduleId } from "../contract.ts";
import { deviation } from "../definitions.ts";
import { type Operation, scheduleOf } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type StateChange, setBackWithin } from "../stateTimeline.ts";

/**
 * Workers run while the layout changes, so nobody may see half of it, and a second migration must find nothing to do.
 * A migration that was rejected must have left everything as it was.
 *
 * A schedule that somebody defined or deleted, or whose data a fault destroyed, is not missed: who came first may
 * decide what becomes of it. A migration that an incident undid did not happen; who asks for it again, begins anew.
 */
export const migrationIsAtomic: SchedulerRule = {
  id: "SC-14",
  level: "must",
  statement:
    "A migration takes over all schedules of the unindexed layout at one instant, once, or none of them.",
  hint: "Is the migration one script or transaction, and does it validate everything before it writes anything?",
  needs: ["migrate"],
  check: (trial) => [
    ...trial.migrations.flatMap((migration) => judgeMigration(trial, migration)),
    ...judgeEnd(trial),
  ],
};

function judgeMigration(trial: SchedulerAnalysis, migration: Operation): readonly Violation[] {
  const { process, outcome, invokedIndex, returnedIndex } = migration;
  const kept = stepsOf(migration.changes)
    .filter((step) => !step.every((change) => isUndone(trial, change)))
    .flat();
  // What was undone was still to be one step when it was done.
  const changes = kept.length > 0 ? kept : migration.changes;
  const [first] = changes;
  if (first === undefined) return [];
  const who = `the migration by ${process} at ${trial.when(migration.invokedAt)}`;

  if (outcome.type === "failed") {
    const because = `${who} was rejected, but had changed schedule ${first.id}`;
    return [{ events: evidence(invokedIndex, first.index, returnedIndex), because }];
  }
  const again = changes.find(({ before }) => before !== null);
  if (again !== undefined) {
    const because = `${who} changed schedule ${again.id}, which was already there`;
    return [{ events: evidence(invokedIndex, again.index, returnedIndex), because }];
  }
  const late = stepsOf(changes)[1]?.[0];
  if (late !== undefined) {
    const because = `${who} brought ${first.id} at ${trial.when(first.at)} and ${late.id} at ${trial.when(late.at)}, so that half of it could be seen`;
    return [{ events: evidence(invokedIndex, first.index, late.index, returnedIndex), because }];
  }
  const brought = new Set(changes.map(({ id }) => id));
  const left = [...trial.legacyIds].find(
    (id) => !brought.has(id) && !isTouchedBefore(trial, id, first.index),
  );
  if (left === undefined) return [];
  const because = `${who} brought ${first.id}, but left ${left} behind`;
  return [{ events: evidence(invokedIndex, first.index, returnedIndex), because }];
}

/**
 * What was done at one instant, each by itself. A step may be undone in part: an eviction takes one schedule of those that
 * came together.
 */
function stepsOf(changes: readonly StateChange[]): readonly (readonly StateChange[])[] {
  const steps: StateChange[][] = [];
  for (const change of changes) {
    const last = steps.at(-1)?.at(-1);
    const isNext = last !== undefined && change.at === last.at && change.index === last.index + 1;
    if (isNext) steps.at(-1)?.push(change);
    else steps.push([change]);
  }
  return steps;
}

/** Whether something but a migration may have decided on a legacy schedule before a position. */
function isTouchedBefore(trial: SchedulerAnalysis, id: ScheduleId, index: number): boolean {
  return (
    (trial.timelines.get(id) ?? []).some((change) => change.index < index) ||
    trial.callsOn(id).some((operation) => operation.invokedIndex < index) ||
    trial.dataFaults.some((strike) => strike.index < index && strike.id === id)
  );
}

function judgeEnd(trial: SchedulerAnalysis): readonly Violation[] {
  const done = trial.migrations.find(
    (migration) =>
      migration.outcome.type === "ok" && !migration.isAside && !isTakenBack(trial, migration),
  );
  const violations: Violation[] = [];
  for (const id of trial.final.legacy) {
    const brought = trial.migrations
      .flatMap(({ changes }) => changes)
      .find((change) => change.id === id && !isUndone(trial, change));
    if (done === undefined && brought === undefined) continue;
    const because =
      brought === undefined || !trial.final.schedules.has(id)
        ? `schedule ${id} still lies in the unindexed layout at the end, although it was migrated`
        : `schedule ${id} exists twice at the end: migrated, and still in the unindexed layout`;
    violations.push({
      events: evidence(done?.returnedIndex, brought?.index, trial.endIndex),
      because,
    });
  }
  if (done === undefined) return violations;

  for (const config of trial.legacy) {
    if (isRedecided(trial, config.id) || isSetBack(trial, config.id, done)) continue;
    if (trial.final.legacy.includes(config.id)) continue;
    const state = trial.final.schedules.get(config.id);
    const last = trial.timelines.get(config.id)?.at(-1);
    const events = evidence(done.invokedIndex, done.returnedIndex, last?.index, trial.endIndex);
    const wrong = state === undefined ? "does not exist" : deviation(config, state);
    if (wrong === undefined) continue;
    const detail = state === undefined ? wrong : `its ${wrong}`;
    const because = `schedule ${config.id} was migrated by ${trial.when(done.returnedAt)}, but at the end ${detail}`;
    violations.push({ events, because });
  }
  return violations;
}

/** Whether an incident undid what a migration did, or what it found that others had done. */
function isTakenBack(trial: SchedulerAnalysis, migration: Operation): boolean {
  const { changes, invokedIndex, returnedIndex } = migration;
  if (changes.length > 0) return changes.some((change) => isUndone(trial, change));
  const found = trial.migrations
    .flatMap((other) => other.changes)
    .filter(({ index }) => index < returnedIndex);
  return found.some(
    (change) => (trial.lineages.undoneBy(change)?.index ?? -Infinity) > invokedIndex,
  );
}

function isUndone(trial: SchedulerAnalysis, change: StateChange): boolean {
  return trial.lineages.undoneBy(change) !== undefined;
}

/**
 * Whether an incident took a schedule away: after the migration, or before it, when it lay where nobody watches, in the
 * unindexed layout. A migration that changed nothing happened at any moment until it returned.
 */
function isSetBack(trial: SchedulerAnalysis, id: ScheduleId, done: Operation): boolean {
  const timeline = trial.timelines.get(id);
  const doneIndex = done.changes[0]?.index ?? done.returnedIndex;
  return timeline === undefined
    ? trial.setbacks.some(({ index }) => index < doneIndex)
    : setBackWithin(timeline, 0, Infinity) !== undefined;
}

function isRedecided(trial: SchedulerAnalysis, id: ScheduleId): boolean {
  return (
    trial.dataFaults.some((strike) => strike.id === id && strike.fault === "missing-hash") ||
    trial.callsOn(id).some((operation) => {
      const { name } = operation.call;
      return scheduleOf(operation.call) === id && (name === "define" || name === "delete");
    })
  );
}
