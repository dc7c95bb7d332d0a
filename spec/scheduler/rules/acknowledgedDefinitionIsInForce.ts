import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { deviation } from "../definitions.ts";
import { mayTake } from "../durabilityLedger.ts";
import { type Operation, settledIndex } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { reignsWithin } from "../stateTimeline.ts";

/**
 * What was acknowledged is in force. A definition is judged at the end, when no other operation that may decide on
 * the schedule overlapped or followed it; a move is judged by the states in force between its invocation and its
 * return, since a claim may take the occurrence at once. What an incident took is the business of SC-20, as far as the
 * acknowledgement allowed that.
 */
export const acknowledgedDefinitionIsInForce: SchedulerRule = {
  id: "SC-19",
  level: "must",
  statement: "An acknowledged definition or move of a schedule is in force until the next one.",
  hint: "Which write puts back what it had read before the definition, and is a definition one atomic step?",
  needs: [],
  check: (trial) =>
    trial.operations.flatMap((operation) => {
      if (operation.outcome.type !== "ok") return [];
      if (operation.call.name === "define") return judgeDefinition(trial, operation);
      if (operation.call.name === "update") return judgeMove(trial, operation);
      return [];
    }),
};

function judgeDefinition(trial: SchedulerAnalysis, operation: Operation): readonly Violation[] {
  const { call, process, invokedIndex, returnedIndex, returnedAt } = operation;
  if (call.name !== "define") return [];
  const { config } = call;
  const state = trial.final.schedules.get(config.id);
  if (state === undefined) return [];
  const wrong = deviation(config, state);
  if (wrong === undefined || isRivalled(trial, operation)) return [];
  const last = trial.timelines.get(config.id)?.at(-1);
  const because = `the definition of ${config.id} by ${process} was acknowledged at ${trial.when(returnedAt)}, but at the end its ${wrong}`;
  return [{ events: evidence(invokedIndex, returnedIndex, last?.index, trial.endIndex), because }];
}

/** Whether another operation may have decided on the schedule during or after a definition, or a fault destroyed it. */
function isRivalled(trial: SchedulerAnalysis, definition: Operation): boolean {
  if (definition.call.name !== "define") return false;
  const { id } = definition.call.config;
  const rivals = trial.callsOn(id).filter(({ call }) => ["define", "delete"].includes(call.name));
  const migrations = trial.legacyIds.has(id) ? trial.migrations : [];
  if (isTakenBack(trial, definition, id)) return true;
  return (
    [...rivals, ...migrations].some(
      (rival) => rival !== definition && settledIndex(rival) > definition.invokedIndex,
    ) ||
    trial.dataFaults.some(
      (strike) =>
        strike.id === id &&
        strike.fault === "missing-hash" &&
        strike.index > definition.invokedIndex,
    )
  );
}

/** Whether an incident may have taken a definition, or one that had said the same before it. */
function isTakenBack(trial: SchedulerAnalysis, definition: Operation, id: string): boolean {
  if (definition.isAside) return true;
  return (trial.timelines.get(id) ?? []).some(
    ({ cause, index }) =>
      cause.type === "incident" &&
      index > definition.invokedIndex &&
      mayTake(trial, cause.setback, definition),
  );
}

function judgeMove(trial: SchedulerAnalysis, operation: Operation): readonly Violation[] {
  const { call, process, invokedIndex, returnedIndex, returnedAt } = operation;
  if (call.name !== "update" || operation.isAside) return [];
  const { id, nextRunAtMs } = call;
  const reigns = reignsWithin(trial.timelines.get(id) ?? [], invokedIndex, returnedIndex);
  for (const { state } of reigns) {
    if (state === null || state.nextRunAtMs === nextRunAtMs) return [];
    // The contract does not say what becomes of a move beyond the schedule's bounds.
    const { fromMs, toMs, limit, runCount } = state;
    if (nextRunAtMs < (fromMs ?? -Infinity) || nextRunAtMs > (toMs ?? Infinity)) return [];
    if (limit !== null && runCount >= limit) return [];
  }
  const because = `the move of ${id} to ${trial.when(nextRunAtMs)} by ${process} was acknowledged at ${trial.when(returnedAt)}, but was never in force`;
  return [{ events: evidence(reigns.at(-1)?.fromIndex, invokedIndex, returnedIndex), because }];
}
